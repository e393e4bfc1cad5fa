import DossierColumns

/// What rows of a table are sorted by, over all commits.
struct RowKey: Comparable, Sendable {
    /// The rank of the trace, after all others for a row without a trace; the series of data
    /// points.
    var group: UInt64
    var time: UInt64

    static let lowest = RowKey(group: 0, time: 0)

    static func < (left: Self, right: Self) -> Bool {
        left.group != right.group ? left.group < right.group : left.time < right.time
    }

    /// The columns that the keys of a table are made of.
    static func columns(of table: Table) -> Set<Field> {
        switch table {
        case .span: [.trace, .startTime]
        case .logRecord: [.trace, .time, .observedTime]
        case .dataPoint: [.series, .time]
        default: [.trace, .time]
        }
    }
}

/// The ranks of all traces: by the first known time of their rows, then by id.
struct GlobalTraceRanks: Sendable {
    private var ranks: [TraceID: UInt32] = [:]

    /// Takes the traces of blocks with the first known time of each.
    init(_ firstTimes: [TraceID: UInt64]) {
        let sorted = firstTimes.sorted { left, right in
            left.value != right.value ? left.value < right.value : left.key < right.key
        }
        ranks.reserveCapacity(sorted.count)
        for (rank, trace) in sorted.enumerated() {
            ranks[trace.key] = UInt32(truncatingIfNeeded: rank)
        }
    }

    /// The rank of a trace that has rows; that of rows without a trace for any other.
    subscript(trace: TraceID) -> UInt64 { ranks[trace].map { UInt64($0) } ?? loose }

    /// The rank of rows without a trace.
    var loose: UInt64 { UInt64(ranks.count) }

    /// The keys of the rows of a block.
    func keys(of set: RowSet) -> [RowKey] {
        let columns = set.rows.columns
        switch set.rows.table {
        case .dataPoint:
            return zip(columns[DataPointColumn.series], columns[DataPointColumn.time])
                .map { RowKey(group: $0, time: $1) }
        case .logRecord:
            return keys(
                columns[LogRecordColumn.trace],
                effectiveTimes(of: set.rows),
                set.traces
            )
        case .span:
            return keys(columns[SpanColumn.trace], columns[SpanColumn.startTime], set.traces)
        default:
            return keys(
                columns[ExemplarColumn.trace],
                columns[ExemplarColumn.time],
                set.traces
            )
        }
    }

    private func keys(_ traces: [UInt64], _ times: [UInt64], _ table: TraceTable) -> [RowKey] {
        let groups = table.ids.map { self[$0] }
        return zip(traces, times).map { trace, time in
            RowKey(group: trace == noTrace ? loose : groups[Int(trace)], time: time)
        }
    }

    /// The rank of each trace of a batch among its traces.
    func localRanks(of traces: TraceTable) -> [UInt32] {
        let groups = traces.ids.map { self[$0] }
        let order = groups.indices.sorted { (groups[$0], $0) < (groups[$1], $1) }
        var ranks = [UInt32](repeating: 0, count: groups.count)
        for (rank, trace) in order.enumerated() {
            ranks[trace] = UInt32(truncatingIfNeeded: rank)
        }
        return ranks
    }
}
