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

    func entries(of pipeline: LogPipeline, _ window: LogQueryWindow) throws -> [FoundEntry] {
        var own = window
        if stores.files.count > 1, window.interval > 0 {
            // Which entries are too close to others, all stores tell.
            own.interval = 0
            own.limit = .max
        }
        let lists = try stores.fromEach { try stores.entries(of: $0).entries(of: pipeline, own) }
        guard lists.count > 1 else { return lists.first ?? [] }
        var choice = EntryChoice(window)
        return lists.flatMap(\.self).enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.nanoseconds != other.nanoseconds {
                return (one.nanoseconds < other.nanoseconds) != window.isBackward
            }
            if one.stream != other.stream { return one.stream.precedes(other.stream) }
            return left.offset < right.offset
        }.map(\.element).filter { choice.takes($0.nanoseconds) }
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
