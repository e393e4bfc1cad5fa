package import DossierColumns

/// The trace and span ids of the rows of a text column, which the texts may repeat.
package struct RowIDs: Sendable {
    /// Numbers of traces in `table`, or `noTrace`.
    package var traces: [UInt64]
    package var table: TraceTable
    package var spanIDs: [UInt64]

    package init(traces: [UInt64], of table: TraceTable, spanIDs: [UInt64]) {
        self.traces = traces
        self.table = table
        self.spanIDs = spanIDs
    }

    package var count: Int { traces.count }

    /// The ids of some of the rows.
    package func at(_ rows: [UInt32]) -> RowIDs {
        RowIDs(
            traces: rows.map { traces[Int($0)] },
            of: table,
            spanIDs: rows.map { spanIDs[Int($0)] }
        )
    }

    /// The ids of a range of the rows.
    package subscript(rows: Range<Int>) -> RowIDs {
        RowIDs(traces: Array(traces[rows]), of: table, spanIDs: Array(spanIDs[rows]))
    }
}

/// The digits of a row's ids, formatted only where an id differs from that of the row before.
struct RowIDDigits {
    private let ids: RowIDs
    private var trace = noTrace
    private var spanID: UInt64 = 0
    private var traceBytes: [UInt8] = []
    private var spanBytes: [UInt8] = []

    init(_ ids: RowIDs) {
        self.ids = ids
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
                let id = ids.table[UInt32(truncatingIfNeeded: word)]
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
