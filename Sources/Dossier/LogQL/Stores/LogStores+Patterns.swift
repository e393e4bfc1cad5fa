/// How often the records of a level have a pattern, over time.
public struct LogPatternSeries: Hashable, Sendable {
    /// The records of a stretch of time.
    public struct Count: Hashable, Sendable {
        /// The start of the stretch.
        public let start: Timestamp
        /// How many records there are.
        public let recordCount: Int
    }

    /// The pattern; see ``LogPatternSummary/text``.
    public let pattern: String
    /// The level; nil if it is unknown.
    public let level: LogSeverity?
    /// Of the stretches that have records, in the order of time.
    public let counts: [Count]

    /// How many records there are.
    public var recordCount: Int { counts.reduce(0) { $0 + $1.recordCount } }
}

extension LogStores {
    private struct Key: Hashable {
        let pattern: String
        let level: LogSeverity?
    }

    /// The patterns of the records that an expression finds; see
    /// ``DossierFile/logPatterns(_:)``.
    ///
    /// - Parameters:
    ///   - expression: An expression for entries.
    ///   - since: The first time; nil for that of the first record.
    ///   - until: The time behind the last one; nil for that of the last record.
    ///   - step: How long each stretch of time is; stretches start at its multiples.
    /// - Returns: The series, those of the most records first.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidTime`` for more than 11,000 stretches,
    ///   ``DossierError/Code/invalidExpression`` if the expression makes series.
    public func patterns(
        of expression: LogQLExpression,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        step: Duration
    ) throws(DossierError) -> [LogPatternSeries] {
        var query = LogPatternQuery()
        query.records.logQL = expression
        query.records.since = since
        query.records.until = until
        query.step = step
        var counts: [Key: [Timestamp: Int]] = [:]
        for listing in try fromEach({ try $0.logPatterns(query) }) {
            guard let window = listing.window else { continue }
            for pattern in listing.patterns {
                for group in pattern.groups {
                    let key = Key(pattern: pattern.text, level: group.level)
                    for (index, count) in group.stretchCounts.enumerated() where count > 0 {
                        let start = window.firstStretch + window.step * index
                        counts[key, default: [:]][start, default: 0] += count
                    }
                }
            }
        }
        return counts.map { key, counts in
            LogPatternSeries(
                pattern: key.pattern,
                level: key.level,
                counts: counts.sorted { $0.key < $1.key }.map {
                    LogPatternSeries.Count(start: $0.key, recordCount: $0.value)
                }
            )
        }.sorted { left, right in
            (right.recordCount, left.pattern, left.level?.rawValue ?? "")
                < (left.recordCount, right.pattern, right.level?.rawValue ?? "")
        }
    }
}
