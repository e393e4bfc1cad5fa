internal import DossierColumns

/// The trace and span ids of the rows of a text column, which the texts may repeat.
package struct RowIDs: Sendable {
    /// Words of a column of traces.
    package var traces: [UInt64]
    package var spanIDs: [UInt64]

    package init(traces: [UInt64], spanIDs: [UInt64]) {
        self.traces = traces
        self.spanIDs = spanIDs
    }

    /// The ids of some of the rows.
    package func at(_ rows: [UInt32]) -> RowIDs {
        RowIDs(
            traces: rows.map { traces[Int($0)] },
            spanIDs: rows.map { spanIDs[Int($0)] }
        )
    }

    /// The ids of a range of the rows.
    package subscript(rows: Range<Int>) -> RowIDs {
        RowIDs(traces: Array(traces[rows]), spanIDs: Array(spanIDs[rows]))
    }
}

/// The digits of a row's ids, made anew only where an id differs from that of the row before.
struct RowIDDigits {
    private let ids: RowIDs
    private let table: TraceTable
    private var trace = noTrace
    private var spanID: UInt64 = 0
    private var traceBytes: [UInt8] = []
    private var spanBytes: [UInt8] = []

    init(_ ids: RowIDs, traces: TraceTable) {
        self.ids = ids
        table = traces
        traceBytes.reserveCapacity(32)
        spanBytes.reserveCapacity(16)
    }

    /// The digits of the row's trace id, none if it has no trace.
    mutating func traceDigits(_ row: Int) -> [UInt8] {
        let word = ids.traces[row]
        if word != trace {
            trace = word
            traceBytes.removeAll(keepingCapacity: true)
            if word != noTrace {
                let id = table[UInt32(truncatingIfNeeded: word)]
                Self.append(id.high, to: &traceBytes)
                Self.append(id.low, to: &traceBytes)
            }
        }
        return traceBytes
    }

    /// The digits of the row's span id, none if it has none.
    mutating func spanDigits(_ row: Int) -> [UInt8] {
        let word = ids.spanIDs[row]
        if word != spanID {
            spanID = word
            spanBytes.removeAll(keepingCapacity: true)
            if word != 0 { Self.append(word, to: &spanBytes) }
        }
        return spanBytes
    }

    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word &>> shift) & 15
            bytes.append(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
        }
    }
}
