internal import DossierColumns
internal import DossierQuery

/// The patterns of one window, or of two that are compared.
struct PatternTally {
    /// A pattern in the order of a listing.
    struct Entry {
        fileprivate let pattern: Int
        fileprivate let recordCount: Int
        fileprivate let change: LogPatternSummary.Change?
        /// A record of the first time.
        let first: FoundLogRecord
    }

    private let patterns: StringTable
    private let own: PatternWindow
    private let other: PatternWindow?

    init(_ own: PatternWindow, against other: PatternWindow?) {
        var patterns = own.counts.patterns
        self.own = own
        self.other = other.map { other in
            let names = other.counts.patterns
            let codes = (0..<names.count).map { patterns.intern(Array(names[UInt32($0)])) }
            return other.renumbered(codes)
        }
        self.patterns = patterns
    }

    /// The patterns that records have, the most frequent or most changed first.
    func entries() -> [Entry] {
        (0..<patterns.count).compactMap { pattern -> Entry? in
            guard let first = own.first(of: pattern) ?? other?.first(of: pattern) else {
                return nil
            }
            return Entry(
                pattern: pattern,
                recordCount: own.recordCount(of: pattern),
                change: other.map { change(of: pattern, from: $0) },
                first: first
            )
        }.sorted(by: precedes)
    }

    private func precedes(_ left: Entry, _ right: Entry) -> Bool {
        let keys = [left, right].map { abs($0.change?.deviation ?? 0) }
        if keys[0] != keys[1] { return keys[0] > keys[1] }
        if left.recordCount != right.recordCount { return left.recordCount > right.recordCount }
        return patterns[UInt32(left.pattern)].lexicographicallyPrecedes(
            patterns[UInt32(right.pattern)]
        )
    }

    /// The listing of some entries, with a record of each.
    func listing(_ entries: [Entry], of count: Int, _ examples: [LogRecord]) -> LogPatternListing {
        var shown = StretchCounts(own, entries.map(\.pattern))
        var shownBefore = other.map { StretchCounts($0, entries.map(\.pattern)) }
        return LogPatternListing(
            patterns: zip(entries, examples).map { entry, example in
                let isGone = entry.recordCount == 0
                let window = isGone ? other ?? own : own
                let groups =
                    isGone
                    ? shownBefore?.take(entry.pattern) ?? [] : shown.take(entry.pattern)
                let times = window.times(of: entry.pattern)
                return LogPatternSummary(
                    text: String(decoding: patterns[UInt32(entry.pattern)], as: UTF8.self),
                    recordCount: entry.recordCount,
                    share: own.recordCount > 0
                        ? Double(entry.recordCount) / Double(own.recordCount) : 0,
                    groups: groups,
                    firstTime: times.map { Timestamp(nanoseconds: $0.lowerBound) },
                    lastTime: times.map { Timestamp(nanoseconds: $0.upperBound) },
                    example: example,
                    change: entry.change
                )
            },
            patternCount: count,
            recordCount: own.recordCount + own.counts.omittedCount,
            omittedRecordCount: own.counts.omittedCount + (other?.counts.omittedCount ?? 0),
            window: own.stretches?.window(recordCount: own.recordCount),
            against: other.flatMap { other in
                other.stretches?.window(recordCount: other.recordCount)
            }
        )
    }

    // MARK: - Changes

    /// Differences of fewer standard deviations are those of chance.
    private static let deviationMin = 3.0

    /// Of the records of both windows as many are expected in each as its length has it.
    private func change(
        of pattern: Int,
        from other: PatternWindow
    ) -> LogPatternSummary.Change {
        let (now, before) = (own.recordCount(of: pattern), other.recordCount(of: pattern))
        let (length, lengthBefore) = (own.stretches?.seconds ?? 0, other.stretches?.seconds ?? 0)
        let expectedShare = length + lengthBefore > 0 ? length / (length + lengthBefore) : 0.5
        let expected = Double(now + before) * expectedShare
        let deviation = (Double(now) - expected) / (expected * (1 - expectedShare)).squareRoot()
        let kind: LogPatternSummary.Change.Kind =
            if before == 0 {
                .new
            } else if now == 0 {
                .gone
            } else if abs(deviation) < Self.deviationMin {
                .same
            } else {
                deviation > 0 ? .more : .less
            }
        return LogPatternSummary.Change(
            kind: kind,
            rate: length > 0 ? Double(now) / length : 0,
            recordCountBefore: before,
            rateBefore: lengthBefore > 0 ? Double(before) / lengthBefore : 0,
            deviation: deviation.isFinite ? deviation : 0
        )
    }
}

/// What was counted in a window, by pattern of a tally.
struct PatternWindow {
    let counts: LogCounts
    fileprivate let stretches: Stretches?
    /// How many records are in a pattern.
    fileprivate var recordCount = 0
    /// The groups of each pattern.
    private var groups: [[Int]]

    init(_ counts: LogCounts, _ stretches: Stretches?) {
        self.counts = counts
        self.stretches = stretches
        groups = Array(repeating: [], count: counts.patterns.count)
        for (number, group) in counts.groups.enumerated() {
            groups[Int(group.key.pattern)].append(number)
            recordCount += group.count
        }
    }

    /// The same with other codes of patterns.
    fileprivate func renumbered(_ codes: [UInt32]) -> PatternWindow {
        var renumbered = self
        renumbered.groups = Array(repeating: [], count: Int(codes.max() ?? 0) + 1)
        for (groups, code) in zip(groups, codes) { renumbered.groups[Int(code)] = groups }
        return renumbered
    }

    fileprivate func groups(of pattern: Int) -> [Int] {
        pattern < groups.count ? groups[pattern] : []
    }

    fileprivate func recordCount(of pattern: Int) -> Int {
        groups(of: pattern).reduce(0) { $0 + counts.groups[$1].count }
    }

    fileprivate func first(of pattern: Int) -> FoundLogRecord? {
        groups(of: pattern).map { counts.groups[$0].first }
            // An unknown time, 0, becomes the highest.
            .min { ($0.time &- 1, $0.block, $0.row) < ($1.time &- 1, $1.block, $1.row) }
    }

    fileprivate func times(of pattern: Int) -> ClosedRange<UInt64>? {
        let times = groups(of: pattern).compactMap { counts.groups[$0].times }
        guard let first = times.map(\.lowerBound).min(), let last = times.map(\.upperBound).max()
        else { return nil }
        return first...last
    }
}

/// The groups of some patterns, with their counts by stretch.
private struct StretchCounts {
    private let window: PatternWindow
    private var counts: [Int: [Int]] = [:]

    init(_ window: PatternWindow, _ patterns: [Int]) {
        self.window = window
        let stretchCount = window.stretches?.buckets.count ?? 0
        for group in patterns.flatMap(window.groups) {
            counts[group] = [Int](repeating: 0, count: stretchCount)
        }
        window.counts.counts.forEachCount { group, stretch, count in
            if stretch < stretchCount { counts[group]?[stretch] += Int(clamping: count) }
        }
    }

    /// The groups of a pattern, the most frequent first.
    mutating func take(_ pattern: Int) -> [LogPatternSummary.Group] {
        let groups = window.groups(of: pattern).map { number in
            let group = window.counts.groups[number]
            return LogPatternSummary.Group(
                service: window.counts.services.names[Int(group.key.service)]
                    .map { String(decoding: $0, as: UTF8.self) },
                level: group.key.level.map(LogSeverity.init),
                recordCount: group.count,
                stretchCounts: counts.removeValue(forKey: number) ?? []
            )
        }
        return groups.sorted { left, right in
            if left.recordCount != right.recordCount { return left.recordCount > right.recordCount }
            if left.service != right.service { return left.service ?? "" < right.service ?? "" }
            return left.level?.lowestNumber ?? 0 < right.level?.lowestNumber ?? 0
        }
    }
}
