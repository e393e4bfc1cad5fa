import DossierColumns
package import DossierStore
import Synchronization

/// Counts of log records for metrics, each made when it is first asked for.
package final class LogMetricCounts: Sendable {
    private struct Held {
        var times: SampleTimes??
        /// How many log records there were when the times were read; later ones are not counted.
        var recordCount: UInt64 = 0
        var counts: [LogCounts.Detail: LogCounts] = [:]
    }

    private let reader: StoreReader
    private let held = Mutex(Held())

    package init(_ reader: StoreReader) {
        self.reader = reader
    }

    /// When there are samples; nil if no log record has a known time.
    package func times() throws -> SampleTimes? {
        try held.withLock { try times(&$0) }
    }

    /// The log records by service and level, and by pattern if that is asked for; nil if none has a
    /// known time.
    package func counts(by detail: LogCounts.Detail) throws -> LogCounts? {
        try held.withLock { held in
            if let counts = held.counts[detail] { return counts }
            guard let times = try times(&held) else { return nil }
            var condition = LogCondition()
            condition.storedRows = 0..<held.recordCount
            let counts = try LogCounts(
                LogScan(condition, in: reader),
                by: detail,
                in: times.buckets
            )
            held.counts[detail] = counts
            return counts
        }
    }

    /// Whether any log records may have a pattern other than the empty one, without a look at them.
    package func mayHavePatterns() throws -> Bool {
        try reader.shapes(of: .logRecord).slots
            .contains { $0.field == .body && $0.type != .empty }
    }

    private func times(_ held: inout Held) throws -> SampleTimes? {
        if let times = held.times { return times }
        let blocks = try reader.blocks(of: .logRecord)
        let times = try SampleTimes(of: .logRecord, in: blocks, reader)
        held.recordCount = blocks.map(\.rowRange.upperBound).max() ?? 0
        held.times = .some(times)
        return times
    }
}
