package import DossierLogQLSyntax

/// An entry that a log query found.
package struct FoundEntry: Hashable, Sendable {
    /// Nanoseconds since the Unix epoch.
    package var nanoseconds: Int64
    package var line: [UInt8]
}

/// The entries with the same labels, of all categories.
package struct LogStream: Hashable, Sendable {
    /// In the order of their names.
    package var labels: [StoredEntry.Label]
    package var entries: [FoundEntry]
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
}

extension LogPipeline {
    /// The streams that the query finds, in the order of their labels.
    ///
    /// - Throws: A ``LogEvaluationError`` if the end of the window is before its start.
    package func streams(in entries: EntryList, _ window: LogQueryWindow) throws -> [LogStream] {
        guard window.start <= window.end else { throw LogEvaluationError.endBeforeStart }
        var pipeline = try EntryPipeline(stages)
        let selected = try entries.entries(selectedBy: selector, window)
        var streams: [[StoredEntry.Label]: [FoundEntry]] = [:]
        var count = 0
        var last: Int64?
        for stored in selected {
            guard count < window.limit else { break }
            pipeline.begin(stored)
            guard pipeline.run() else { continue }
            if window.interval > 0, let last {
                let passed = stored.nanoseconds.subtractingReportingOverflow(last).partialValue
                guard passed.magnitude >= window.interval.magnitude else { continue }
            }
            last = stored.nanoseconds
            count += 1
            streams[pipeline.entry.allLabels, default: []].append(
                FoundEntry(nanoseconds: stored.nanoseconds, line: pipeline.entry.line)
            )
        }
        return streams.map { LogStream(labels: $0.key, entries: $0.value) }.sorted {
            $0.labels.precedes($1.labels)
        }
    }
}

extension LogEntry {
    /// The labels of all categories and the error, in the order of their names.
    fileprivate var allLabels: [StoredEntry.Label] {
        var all = labels.all.map {
            StoredEntry.Label(name: Array($0.name), value: Array($0.value))
        }
        if let error = labels.error {
            all.append(.init(name: EntryError.label, value: Array(error.rawValue.utf8)))
            if !labels.errorDetails.isEmpty {
                all.append(
                    .init(name: EntryError.detailsLabel, value: Array(labels.errorDetails.utf8))
                )
            }
        }
        return all.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}
