internal import DossierColumns
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Finds the patterns of the bodies of log records: what they say, how often, where and when.
    ///
    /// ```swift
    /// var query = LogPatternQuery()
    /// query.limit = 10
    /// for pattern in try file.logPatterns(query).patterns {
    ///     print(pattern.recordCount, pattern.text)
    /// }
    /// ```
    ///
    /// - Parameter query: Which records; by default all.
    /// - Returns: The patterns, as many as the query's limit allows.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidTime`` if a window ends before it
    ///   starts, if the step is not positive, or for more than 11,000 stretches.
    /// - Complexity: O(log records) for each window, over the columns that the conditions name, times,
    ///   services and severities. Bodies that are stored as templates are not put together.
    public func logPatterns(
        _ query: LogPatternQuery = LogPatternQuery()
    ) throws(DossierError) -> LogPatternListing {
        try translatingErrors {
            let window = LogPatternQuery.Window(
                since: query.records.since,
                until: query.records.until
            )
            let (counts, stretches) = try logCounts(query, in: window)
            let before = try query.against.map { try logCounts(query, in: $0) }
            let tally = PatternTally(
                PatternWindow(counts, stretches),
                against: before.map { PatternWindow($0.counts, $0.stretches) }
            )
            let entries = tally.entries()
            let listed = Array(entries.prefix(query.limit.map { max(0, $0) } ?? entries.count))
            let examples = try logRecords(at: listed.map(\.first))
            return tally.listing(listed, of: entries.count, examples)
        }
    }

    private func logCounts(
        _ query: LogPatternQuery,
        in window: LogPatternQuery.Window
    ) throws -> (counts: LogCounts, stretches: Stretches?) {
        // Before the records, since a writer may add some meanwhile.
        let data = try eventTimes().first { $0.table == .logRecord }?.range
        let stretches = try Stretches(window, data: data, step: query.step)
        var records = query.records
        (records.since, records.until) = (window.since, window.until)
        let scan = try LogScan(condition(records, in: reader), in: reader)
        let none = TimeBuckets(0...0, start: 0, step: 1)
        return (
            try LogCounts(scan, by: .patterns, in: stretches?.buckets ?? none), stretches
        )
    }

    /// The records of some places, in their order.
    private func logRecords(at places: [FoundLogRecord]) throws -> [LogRecord] {
        var builder = ModelBuilder(shared: try reader.sharedValues())
        var records: [LogRecord] = []
        for window in LogWindows(places) {
            let rows = try reader.logRows(of: window)
            records += builder.logRecords(rows, mentions: window.map(\.mention))
        }
        return records
    }
}

/// A window that is divided into stretches.
struct Stretches {
    /// In nanoseconds since the Unix epoch.
    let times: ClosedRange<UInt64>
    let buckets: TimeBuckets

    /// So many a window has if no step is given.
    private static let defaultCount: UInt64 = 48
    private static let countMax = 11_000

    /// Nil if an end is neither given nor known.
    init?(
        _ window: LogPatternQuery.Window,
        data: ClosedRange<UInt64>?,
        step: Duration?
    ) throws(DossierError) {
        let until = window.until?.storedNanoseconds
        guard let first = window.since?.storedNanoseconds ?? data?.lowerBound,
            let last = until.map({ max(1, $0) - 1 }) ?? data?.upperBound
        else { return nil }
        if let since = window.since, let until = window.until, since >= until {
            throw DossierError(.invalidTime, "the window has to end after it starts")
        }
        // Nothing is in a window that ends before the first record or starts after the last one.
        times = first...max(first, last)
        var start = times.lowerBound
        var length = (times.upperBound - times.lowerBound) / Self.defaultCount + 1
        if let step {
            guard let given = UInt64(exactly: step.nanoseconds), given > 0 else {
                throw DossierError(.invalidTime, "the step has to be positive")
            }
            length = given
            start -= start % given
        }
        buckets = TimeBuckets(times, start: start, step: length)
        guard buckets.count <= Self.countMax else {
            throw DossierError(
                .invalidTime,
                "the step makes \(buckets.count) stretches of the window, of at most"
                    + " \(Self.countMax); a longer one makes fewer"
            )
        }
    }

    /// How long the window is, in seconds.
    var seconds: Double { (Double(times.upperBound - times.lowerBound) + 1) / 1e9 }

    func window(recordCount: Int) -> LogPatternWindow {
        LogPatternWindow(
            start: Timestamp(nanoseconds: times.lowerBound),
            end: Timestamp(nanoseconds: Int128(times.upperBound) + 1),
            firstStretch: Timestamp(nanoseconds: buckets.start),
            step: .nanoseconds(Int64(clamping: buckets.step)),
            stretchCount: buckets.count,
            recordCount: recordCount
        )
    }
}
