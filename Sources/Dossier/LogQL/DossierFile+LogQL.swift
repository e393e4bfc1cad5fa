internal import DossierColumns
internal import DossierLogQL
internal import DossierLogQLSyntax
internal import DossierLogView
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Evaluates a LogQL expression over the log records, which are entries of streams as Loki's
    /// OTLP receiver makes them.
    ///
    /// ```swift
    /// let rate = try LogQLExpression(parsing: "sum by (service_name) (rate({service_name=~`.+`}[5m]))")
    /// let result = try file.logResult(of: rate)
    /// ```
    ///
    /// - Parameters:
    ///   - expression: The expression.
    ///   - times: When it is evaluated, and which entries it gives; nil for the times of all log
    ///     records, of an expression that makes series in about 250 steps.
    ///   - conditions: What records have to be besides; its order and limit don't count.
    ///   - isCancelled: Asked before each block of records, on any thread, whether to give up.
    /// - Returns: Entries of an expression for entries, else series or a number. Records of an
    ///   unknown time are not part of it.
    /// - Throws: A ``DossierError``: ``DossierError/Code/evaluationFailed`` if an entry has an error,
    ///   series can't be matched, or there are too many times; ``DossierError/Code/cancelled`` after
    ///   giving up.
    /// - Complexity: O(log records) at most, over the columns that the expression needs.
    public func logResult(
        of expression: LogQLExpression,
        _ times: LogQLTimes? = nil,
        where conditions: LogQuery = LogQuery(),
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> LogQLResult {
        try translatingErrors {
            let entries = try storeEntries(conditions, in: reader, isCancelled: isCancelled)
            return try LogQLResult(
                of: expression,
                over: entries,
                times ?? defaultTimes(of: expression)
            )
        }
    }

    /// The log records that ``logRecords(_:)`` finds, as entries: what the stages of its LogQL
    /// expression make of them.
    ///
    /// - Parameter query: Which records; by default all.
    /// - Returns: Entries, in the order of the query.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(log records), over the columns that the conditions name.
    public func logEntries(_ query: LogQuery = LogQuery()) throws(DossierError) -> LogQLResult {
        try translatingErrors {
            var query = query
            query.logQL = query.logQL ?? LogQLExpression(.log(LogPipeline(selector: [])))
            return LogQLResult(try foundLogRecords(query, in: reader).entries())
        }
    }

    /// The log records that meet conditions, as entries.
    func storeEntries(
        _ conditions: LogQuery,
        in reader: StoreReader,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> StoreEntries {
        StoreEntries(
            try LogView(reader),
            where: conditions.isUnconditional
                ? nil : try LogScan(LogCondition(conditions), in: reader),
            isCancelled: isCancelled
        )
    }

    /// The labels of the streams that the log records belong to, each stream once.
    ///
    /// - Returns: Labels in the order of their names; the streams in the order of their labels.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(resources).
    public func logStreams() throws(DossierError) -> [[SeriesLabel]] {
        try translatingErrors {
            try LogView(reader).streams.map { labels in
                labels.map { SeriesLabel(bytes: $0.name, $0.value) }
            }
        }
    }

    /// From the first to the last time of log records.
    ///
    /// Single ones whose times are far from all others are left out, as from
    /// ``eventTimeRange()``; ``eventTimeOutliers()`` counts them.
    ///
    /// - Returns: The range; nil if the store has no log records, or knows none of their times.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks); reads the times of those blocks that may have outliers.
    public func logTimeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        try translatingErrors { try timeRange(of: .logRecord) }
    }

    /// How many log records have neither a time nor an observed time: no series counts them.
    ///
    /// - Returns: The count.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(log records), over their times.
    public func untimedLogRecordCount() throws(DossierError) -> Int {
        try translatingErrors { try LogView(reader).untimedCount() }
    }

    private func defaultTimes(of expression: LogQLExpression) throws -> LogQLTimes {
        guard expression.purpose == .metrics, let range = try logTimeRange() else {
            return LogQLTimes(start: 0, end: .max)
        }
        return LogQLTimes(covering: range)
    }
}

extension LogQLTimes {
    /// Times up to the end of a range, of which the first is less than a step behind its start: windows
    /// as long as a step have all entries of the range.
    ///
    /// - Parameters:
    ///   - range: The range.
    ///   - step: Nanoseconds between times, above 0; nil for what Loki has, a 250th of the range in
    ///     whole seconds, at least one.
    public init(covering range: ClosedRange<Timestamp>, step: Int64? = nil) {
        let start = Int64(clamping: range.lowerBound.nanoseconds)
        let end = Int64(clamping: range.upperBound.nanoseconds)
        let (length, overflow) = end.subtractingReportingOverflow(start)
        guard !overflow else {
            self.init(start: start, end: end, step: step ?? .max)
            return
        }
        let step = max(1, step ?? max(1, length / 250_000_000_000) * 1_000_000_000)
        self.init(start: end - length / step * step, end: end, step: step)
    }

    var window: LogQueryWindow {
        LogQueryWindow(
            start: start,
            end: end,
            limit: limit,
            isBackward: isBackward,
            interval: interval
        )
    }

    var queryTimes: LogQueryTimes {
        step.map { .range(start: start, end: end, step: $0) } ?? .instant(end)
    }
}
