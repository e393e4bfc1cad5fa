internal import DossierLogQL
internal import DossierLogQLSyntax
internal import DossierLogView
internal import Synchronization

/// The log records of one or several stores, asked as if one store had them all.
///
/// ```swift
/// let stores = LogStores([file, other])
/// let result = try stores.result(of: LogQLExpression(parsing: "{service_name=`cart`}"))
/// for failure in stores.failures { print("not part of it: \(failure)") }
/// ```
///
/// Of several stores one that can't be read is left out, and is among the failures.
public final class LogStores: Sendable {
    let files: [DossierFile]
    let isCancelled: @Sendable () -> Bool
    private let failed = Mutex<[Int: DossierError]>([:])

    /// - Parameters:
    ///   - files: The stores.
    ///   - isCancelled: Asked before each block of records, on any thread, whether to give up.
    public init(
        _ files: [DossierFile],
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) {
        self.files = files
        self.isCancelled = isCancelled
    }

    /// Why stores could not be read that answers so far have nothing of, in the order of the stores.
    public var failures: [DossierError] { failuresByIndex.map(\.error) }

    /// The same, with the places of the stores in the list.
    package var failuresByIndex: [(index: Int, error: DossierError)] {
        failed.withLock { failed in
            failed.sorted { $0.key < $1.key }.map { (index: $0.key, error: $0.value) }
        }
    }

    /// The result of a LogQL expression; see ``DossierFile/logResult(of:_:where:isCancelled:)``.
    ///
    /// - Parameters:
    ///   - expression: The expression.
    ///   - times: When it is evaluated, and which entries it gives; nil for the times of all log
    ///     records, of an expression that makes series in about 250 steps.
    /// - Returns: Entries of an expression for entries, else series or a number.
    /// - Throws: A ``DossierError``, as a single store does; if none of the stores can be read, that
    ///   of the first.
    /// - Complexity: O(log records) at most, over the columns that the expression needs.
    public func result(
        of expression: LogQLExpression,
        _ times: LogQLTimes? = nil
    ) throws(DossierError) -> LogQLResult {
        try translatingErrors {
            try LogQLResult(of: expression, over: entries, times ?? defaultTimes(of: expression))
        }
    }

    /// From the first to the last time of log records; see ``DossierFile/logTimeRange()``.
    ///
    /// - Returns: The range; nil if the stores have no log records, or know none of their times.
    /// - Throws: A ``DossierError`` if none of the stores can be read.
    /// - Complexity: O(blocks).
    public func timeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        let found = try fromEach { try $0.logTimeRange() }
        let ranges = found.compactMap(\.self)
        guard let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max()
        else { return nil }
        return first...last
    }

    private func defaultTimes(of expression: LogQLExpression) throws(DossierError) -> LogQLTimes {
        guard expression.purpose == .metrics, let range = try timeRange() else {
            return LogQLTimes(start: 0, end: .max)
        }
        return LogQLTimes(covering: range)
    }

    /// What `body` makes of each store that can be read.
    func fromEach<Value>(
        _ body: (DossierFile) throws -> Value
    ) throws(DossierError) -> [Value] {
        try translatingErrors {
            let answers = try StoreAnswers(of: files) { file in
                try translatingErrors { try body(file) }
            }
            failed.withLock { failed in
                for failure in answers.failures { failed[failure.index] = failure.error }
            }
            return answers.all.map(\.answer)
        }
    }
}

extension LogStores {
    func entries(of file: DossierFile) throws -> StoreEntries {
        try file.storeEntries(LogQuery(), in: file.reader, isCancelled: isCancelled)
    }

    private var entries: UnitedEntries { UnitedEntries(stores: self) }
}

/// The entries of all stores.
private struct UnitedEntries: LogEntrySource {
    let stores: LogStores

    /// The least entries that each store is asked for at a time.
    private static let pageCountMin = 100

    func entries(of pipeline: LogPipeline, _ window: LogQueryWindow) throws -> [FoundEntry] {
        guard stores.files.count > 1, window.interval > 0 else {
            let lists = try lists(of: pipeline, window)
            guard lists.count > 1 else { return lists.first ?? [] }
            return Array(Self.merged(lists, window).prefix(window.limit))
        }
        return try spacedEntries(of: pipeline, window)
    }

    /// Which entries are too close to others, all stores tell: each gives a page without regard to
    /// that, and what is chosen tells where the next page begins.
    private func spacedEntries(
        of pipeline: LogPipeline,
        _ window: LogQueryWindow
    ) throws -> [FoundEntry] {
        var page = window
        page.interval = 0
        page.limit = max(Self.pageCountMin, window.limit)
        var choice = EntryChoice(window)
        var chosen: [FoundEntry] = []
        while !choice.isFull, page.start < page.end {
            let lists = try lists(of: pipeline, page)
            // A store with a full page may have more at its last time.
            let unknown = lists.filter { $0.count >= page.limit }
                .compactMap { $0.last?.nanoseconds }
            let bound = window.isBackward ? unknown.max() : unknown.min()
            for entry in Self.merged(lists, window) {
                if let bound {
                    let isKnown =
                        window.isBackward
                        ? entry.nanoseconds > bound : entry.nanoseconds < bound
                    guard isKnown else { break }
                }
                if choice.takes(entry.nanoseconds) { chosen.append(entry) }
            }
            guard let bound else { break }
            let before = page
            page.skip(to: bound)
            if let last = chosen.last { page.skip(to: last.nanoseconds, and: window.interval) }
            if page == before { page.limit *= 2 }
        }
        return chosen
    }

    private func lists(
        of pipeline: LogPipeline,
        _ window: LogQueryWindow
    ) throws -> [[FoundEntry]] {
        try stores.fromEach { try stores.entries(of: $0).entries(of: pipeline, window) }
    }

    private static func merged(
        _ lists: [[FoundEntry]],
        _ window: LogQueryWindow
    ) -> [FoundEntry] {
        lists.flatMap(\.self).enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.nanoseconds != other.nanoseconds {
                return (one.nanoseconds < other.nanoseconds) != window.isBackward
            }
            if one.stream != other.stream { return one.stream.precedes(other.stream) }
            return left.offset < right.offset
        }.map(\.element)
    }

    func samples(
        of aggregation: RangeAggregation,
        at times: RangeTimes
    ) throws -> SampledEntries {
        let lists = try stores.fromEach {
            try stores.entries(of: $0).samples(of: aggregation, at: times)
        }
        guard lists.count > 1 else { return lists.first ?? SampledEntries() }
        var all = SampledEntries()
        for samples in lists { all.add(samples) }
        all.sort()
        return all
    }
}

extension LogQueryWindow {
    /// Leaves out what comes before a time, and then a distance, in the order of the entries.
    fileprivate mutating func skip(to time: Int64, and distance: Int64 = 0) {
        if isBackward {
            let (last, overflow) = time.subtractingReportingOverflow(distance)
            end = overflow ? start : min(end, last == .max ? last : last + 1)
        } else {
            let (first, overflow) = time.addingReportingOverflow(distance)
            start = overflow ? end : max(start, first)
        }
    }
}
