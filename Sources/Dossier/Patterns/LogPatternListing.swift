/// The patterns of the bodies of log records.
///
/// A pattern is a text with `<_>` in the place of what varies; `docs/patterns.md` tells how it
/// follows from the text.
public struct LogPatternListing: Sendable {
    /// The most frequent first; if windows are compared, the one that changed most.
    ///
    /// ``LogPatternSummary/Change/deviation`` says how much a pattern changed.
    public let patterns: [LogPatternSummary]
    /// How many patterns there are, listed or not; if windows are compared, in either.
    public let patternCount: Int
    /// How many records match.
    public let recordCount: Int
    /// How many of these, and of those of the other window, are in no pattern, because there are so
    /// many patterns that they were not told apart.
    public let omittedRecordCount: Int
    /// The time in which records are counted; nil if no record has a known time.
    public let window: LogPatternWindow?
    /// What it is compared with; nil if nothing is, or if no record has a known time.
    public let against: LogPatternWindow?

    /// Whether there are patterns that are not listed.
    public var isCut: Bool { patternCount > patterns.count }
}

/// A window of time, divided into stretches of the same length.
public struct LogPatternWindow: Hashable, Sendable {
    /// The first time in it.
    public let start: Timestamp
    /// The time after the last one in it.
    public let end: Timestamp
    /// Where the first stretch starts: at `start`, or before it.
    public let firstStretch: Timestamp
    /// How long each stretch is.
    public let step: Duration
    /// How many there are.
    public let stretchCount: Int
    /// How many records of it are in a pattern, those of an unknown time among them if no end of it
    /// was asked for.
    public let recordCount: Int
}

/// A pattern, and the log records whose bodies have it.
public struct LogPatternSummary: Sendable {
    /// The records of one service and level.
    public struct Group: Hashable, Sendable {
        /// `service.name` of the resource; nil if it has none, or an empty one.
        public let service: String?
        /// The level of the severity number, or of the severity text where the number is missing; nil
        /// if it is unknown.
        public let level: LogSeverity?
        /// How many records there are.
        public let recordCount: Int
        /// By stretch of the window, how many records there are; those outside it, and those of an
        /// unknown time, are in none.
        public let stretchCounts: [Int]
    }

    /// How a pattern changed between two windows.
    public struct Change: Hashable, Sendable {
        /// The ways to change; raw values are part of the JSON document.
        public enum Kind: String, CaseIterable, Sendable {
            /// The other window has no record of it.
            case new
            /// The window has no record of it, the other one has.
            case gone
            /// It became more frequent.
            case more
            /// It became less frequent.
            case less
            /// The difference is no larger than chance makes it.
            case same
        }

        /// How it changed.
        public let kind: Kind
        /// How many records of the window have the pattern, in a second.
        public let rate: Double
        /// How many records of the other window have it.
        public let recordCountBefore: Int
        /// How many records of the other window have it, in a second.
        public let rateBefore: Double
        /// How far the records of the window are from as many as they would be at an equal rate, in
        /// standard deviations; negative if they are fewer.
        public let deviation: Double
    }

    /// The pattern; empty for records without a body.
    public let text: String
    /// How many records have it.
    public let recordCount: Int
    /// The share of all records that match: 0 to 1.
    public let share: Double
    /// The records by service and level, the most frequent first.
    public let groups: [Group]
    /// The first time of a record; nil if none is known.
    public let firstTime: Timestamp?
    /// The last time of a record; nil if none is known.
    public let lastTime: Timestamp?
    /// A record of the first time; of the other window if it is gone.
    public let example: LogRecord
    /// How it changed; nil if nothing is compared.
    public let change: Change?

    /// The levels of the records, nil for an unknown one, the most frequent first.
    public var levels: [(level: LogSeverity?, recordCount: Int)] {
        LogPatternSummary.sums(groups, by: \.level).map { ($0.key, $0.count) }
    }

    /// The services of the records, nil for none, the most frequent first.
    public var services: [(service: String?, recordCount: Int)] {
        LogPatternSummary.sums(groups, by: \.service).map { ($0.key, $0.count) }
    }

    /// By stretch of the window, how many records there are.
    public var stretchCounts: [Int] {
        var counts: [Int] = []
        for group in groups {
            if counts.isEmpty {
                counts = group.stretchCounts
                continue
            }
            for (index, count) in zip(counts.indices, group.stretchCounts) {
                counts[index] += count
            }
        }
        return counts
    }

    /// In a stable order, for groups are in one.
    private static func sums<Key: Hashable>(
        _ groups: [Group],
        by key: KeyPath<Group, Key>
    ) -> [(key: Key, count: Int)] {
        var sums: [(key: Key, count: Int)] = []
        var places: [Key: Int] = [:]
        for group in groups {
            let own = group[keyPath: key]
            let place = places[own, default: sums.count]
            if place == sums.count { sums.append((own, 0)) }
            places[own] = place
            sums[place].count += group.recordCount
        }
        return sums.enumerated()
            .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map(\.element)
    }
}
