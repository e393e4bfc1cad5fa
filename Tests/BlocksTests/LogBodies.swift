import DossierBlocks
import DossierColumns
import TestSupport

/// Made-up bodies of log records that repeat the ids of their rows, as logs of services do.
struct LogBodies {
    var strings = StringTable()
    var words: [UInt64] = []
    var ids = RowIDs(traces: [], of: TraceTable(), spanIDs: [])

    var traces: TraceTable { ids.table }

    init(count: Int, seed: UInt64, templateCount: Int = 7) {
        var random = SplitMix64(seed: seed)
        for row in 0..<count {
            let id = TraceID(high: seed, low: UInt64(row / 9 + 1))
            let hasTrace = random.below(8) > 0
            let spanID = random.below(8) == 0 ? 0 : random.next()
            ids.traces.append(hasTrace ? UInt64(ids.table.intern(id)) : noTrace)
            ids.spanIDs.append(spanID)
            let other = TraceID(high: 7, low: random.next())
            var text = "12:0\(random.below(10)):\(10 + random.below(50)).\(random.below(1000)) "
            text += "TraceID: \(random.below(9) == 0 ? other.hex : id.hex) "
            text += "SpanID: \(SpanID(bits: spanID).hex) "
            let template = random.below(templateCount)
            text += String(
                repeating: "at order.Service\(template)(line \(template * 7)) ",
                count: 3
            )
            text += "é\u{1F600} took \(random.below(100_000)) ms for user-\(random.below(50))"
            if random.below(5) == 0 { text = "no variables here at all" }
            if random.below(20) == 0 { text = "" }
            words.append(UInt64(strings.intern(Array(text.utf8))))
        }
    }
}
