import DossierColumns
package import DossierStore
import Synchronization

/// Counts of log records for metrics, each made when it is first asked for.
package final class LogMetricCounts: Sendable {
    private struct Held {
        var times: SampleTimes??
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
            let counts = try LogCounts(
                LogScan(LogCondition(), in: reader),
                by: detail,
                in: times.buckets
            )
            held.counts[detail] = counts
            return counts
        }
    }

    private func times(_ held: inout Held) throws -> SampleTimes? {
        if let times = held.times { return times }
        let blocks = try reader.blocks(of: .logRecord)
        let range = try DataTimes(of: .logRecord, in: blocks, reader).range
        let times = range.map(SampleTimes.init)
        held.times = .some(times)
        return times
    }
}
