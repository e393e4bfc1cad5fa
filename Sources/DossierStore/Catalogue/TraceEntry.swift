import DossierColumns

/// A row of the table `trace` but for its id.
struct TraceEntry: Sendable {
    /// Of the spans; without spans, of log records and exemplars.
    ///
    /// Nil if no time is known.
    var times: ClosedRange<UInt64>?
    var root: TraceChanges.RootSpan?
    var spanCount: Int64 = 0
    var errorCount: Int64 = 0
    var logCount: Int64 = 0
    /// Encoded.
    var locations: [UInt8] = []

    static let select = """
        SELECT start_time, duration, root_id, root_delay, span_count, error_count, log_count, \
        locations FROM trace WHERE trace_id = ?1
        """
    static let insert = "INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

    init() {}

    /// Reads the statement's current row; `first` is the column of `start_time`.
    init(_ statement: Statement, first: Int32 = 0) {
        if !statement.isNull(first), !statement.isNull(first + 1) {
            let (start, duration) = (statement.bits(first), statement.bits(first + 1))
            let (end, overflow) = start.addingReportingOverflow(duration)
            if !overflow { times = start...end }
        }
        if !statement.isNull(first + 2) {
            let delay = statement.isNull(first + 3) ? nil : statement.bits(first + 3)
            let start = delay.flatMap { delay in times.map { $0.lowerBound &+ delay } }
            root = TraceChanges.RootSpan(
                start: start ?? .max,
                number: UInt32(truncatingIfNeeded: statement.int(first + 2))
            )
        }
        spanCount = statement.int(first + 4)
        errorCount = statement.int(first + 5)
        logCount = statement.int(first + 6)
        locations = statement.bytes(first + 7)
    }

    /// Adds what a later commit holds, save the locations.
    mutating func add(_ change: TraceChanges.Change) {
        let added = change.spanCount > 0 ? change.spanTimes.range : change.otherTimes.range
        switch (spanCount > 0, change.spanCount > 0) {
        case (false, true): times = added
        case (true, false): break
        case (true, true), (false, false):
            var both = KnownTimes()
            for range in [times, added] { if let range { both.add(range) } }
            times = both.range
        }
        if change.isRootEarlier(than: root) { root = change.root }
        spanCount &+= change.spanCount
        errorCount &+= change.errorCount
        logCount &+= change.logCount
    }

    /// What the columns of times hold; NULL where it is nil.
    private var storedTimes: (start: UInt64?, duration: UInt64?, rootDelay: UInt64?) {
        guard let times else { return (nil, nil, nil) }
        let duration = times.upperBound - times.lowerBound
        guard let root, root.start != .max, root.start >= times.lowerBound else {
            return (times.lowerBound, duration, nil)
        }
        return (times.lowerBound, duration, root.start - times.lowerBound)
    }

    func store(_ id: TraceID, with statement: Statement) throws(StoreError) {
        let times = storedTimes
        statement.bind(id, at: 1)
        if let start = times.start { statement.bind(bits: start, at: 2) }
        if let duration = times.duration { statement.bind(bits: duration, at: 3) }
        if let root { statement.bind(Int64(root.number), at: 4) }
        if let delay = times.rootDelay { statement.bind(bits: delay, at: 5) }
        statement.bind(spanCount, at: 6)
        statement.bind(errorCount, at: 7)
        statement.bind(logCount, at: 8)
        statement.bind(blob: locations, at: 9)
        try statement.run()
    }

    /// The columns after the id, by name.
    var namedValues: [(name: String, value: StoredValue)] {
        let times = storedTimes
        return [
            ("start_time", .optional(bits: times.start)),
            ("duration", .optional(bits: times.duration)),
            ("root_id", root.map { .int(Int64($0.number)) } ?? .null),
            ("root_delay", .optional(bits: times.rootDelay)),
            ("span_count", .int(spanCount)), ("error_count", .int(errorCount)),
            ("log_count", .int(logCount)), ("locations", .blob(locations)),
        ]
    }
}
