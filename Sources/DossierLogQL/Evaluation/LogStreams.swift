/// An entry that a log query found, as the stages left it.
package struct FoundEntry: Hashable, Sendable {
    /// Nanoseconds since the Unix epoch.
    package var nanoseconds: Int64
    package var line: [UInt8]
    /// The labels of each category, in the order of their names; errors are among those that stages
    /// set.
    package var stream: [StoredEntry.Label]
    package var metadata: [StoredEntry.Label]
    package var parsed: [StoredEntry.Label]

    /// The entry that ran through stages.
    package init(_ entry: LogEntry) {
        nanoseconds = entry.nanoseconds
        line = entry.line
        (stream, metadata, parsed) = ([], [], [])
        for label in entry.labels.all {
            let own = StoredEntry.Label(name: Array(label.name), value: Array(label.value))
            switch label.category {
            case .stream: stream.append(own)
            case .metadata: metadata.append(own)
            case .parsed: parsed.append(own)
            }
        }
        if let error = entry.labels.error {
            parsed.append(.init(name: EntryError.label, value: Array(error.rawValue.utf8)))
            let details = Array(entry.labels.errorDetails.utf8)
            if !details.isEmpty {
                parsed.append(.init(name: EntryError.detailsLabel, value: details))
            }
        }
        stream.sortByName()
        metadata.sortByName()
        parsed.sortByName()
    }

    /// The labels of all categories, in the order of their names.
    package var labels: [StoredEntry.Label] {
        var all = stream + metadata + parsed
        all.sortByName()
        return all
    }
}

extension [StoredEntry.Label] {
    fileprivate mutating func sortByName() {
        sort { $0.name.lexicographicallyPrecedes($1.name) }
    }
}

/// Tells which entries a log query wants, of those that come one after the other in its order.
package struct EntryChoice: Sendable {
    private let window: LogQueryWindow
    private var count = 0
    private var last: Int64?

    package init(_ window: LogQueryWindow) {
        self.window = window
    }

    /// Whether no more are wanted.
    package var isFull: Bool { count >= window.limit }

    /// Whether the next entry is wanted, which has this time.
    package mutating func takes(_ nanoseconds: Int64) -> Bool {
        guard !isFull else { return false }
        if window.interval > 0, let last {
            let passed = nanoseconds.subtractingReportingOverflow(last).partialValue
            guard passed.magnitude >= window.interval.magnitude else { return false }
        }
        last = nanoseconds
        count += 1
        return true
    }
}

/// Which entries a log query is to find, and in which order.
package struct LogQueryWindow: Hashable, Sendable {
    /// The first time, in nanoseconds since the Unix epoch.
    package var start: Int64
    /// Behind the last time.
    package var end: Int64
    /// How many entries, over all streams.
    package var limit: Int
    /// Whether the newest come first.
    package var isBackward: Bool
    /// The least time between entries, in nanoseconds.
    package var interval: Int64

    package init(start: Int64, end: Int64, limit: Int, isBackward: Bool, interval: Int64 = 0) {
        self.start = start
        self.end = end
        self.limit = limit
        self.isBackward = isBackward
        self.interval = interval
    }

    /// - Throws: A ``LogEvaluationError`` if the end is before the start.
    package func check() throws(LogEvaluationError) {
        guard start <= end else { throw .endBeforeStart }
    }
}
