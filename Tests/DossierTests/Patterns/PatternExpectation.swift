import Dossier
import Testing

/// The patterns of some records, counted one by one.
struct PatternExpectation {
    private struct Group: Hashable {
        let service: String?
        let level: LogSeverity?
    }

    private struct Pattern {
        var count = 0
        var times: [UInt64] = []
        var groups: [Group: [UInt64]] = [:]
    }

    private var patterns: [String: Pattern] = [:]
    private var recordCount = 0
    /// Half open.
    let window: Range<UInt64>

    /// Counts all records, but of those with a time only those in the window.
    ///
    /// With `isGiven` records of unknown times don't count, as they are not in a window that is
    /// asked for.
    init(_ records: [PatternDump.Record], in window: Range<UInt64>, isGiven: Bool = false) {
        self.window = window
        for record in records {
            if record.time == 0 ? isGiven : !window.contains(record.time) { continue }
            let text = PatternOracle.pattern(of: record.text)
            patterns[text, default: Pattern()].count += 1
            if record.time != 0 { patterns[text]?.times.append(record.time) }
            let group = Group(service: record.service, level: record.level)
            patterns[text]?.groups[group, default: []].append(record.time)
            recordCount += 1
        }
    }

    func count(of pattern: String) -> Int { patterns[pattern]?.count ?? 0 }
    var texts: Set<String> { Set(patterns.keys) }

    /// Compares with what a store says.
    func check(_ listing: LogPatternListing, _ comment: Comment) {
        #expect(listing.patterns.map(\.text) == ordered, comment)
        #expect(listing.patternCount == patterns.count, comment)
        #expect(listing.recordCount == recordCount, comment)
        #expect(listing.omittedRecordCount == 0, comment)
        guard let stretches = listing.window else {
            Issue.record("no window, \(comment)")
            return
        }
        #expect(stretches.start == Timestamp(nanoseconds: window.lowerBound), comment)
        #expect(stretches.end == Timestamp(nanoseconds: window.upperBound), comment)
        for pattern in listing.patterns {
            guard let expected = patterns[pattern.text] else { continue }
            #expect(pattern.recordCount == expected.count, comment)
            #expect(pattern.firstTime == expected.times.min().map(Timestamp.init), comment)
            #expect(pattern.lastTime == expected.times.max().map(Timestamp.init), comment)
            #expect(pattern.example.effectiveTime == pattern.firstTime, comment)
            #expect(pattern.share == Double(expected.count) / Double(recordCount), comment)
            var groups: [Group: [Int]] = [:]
            for group in pattern.groups {
                let key = Group(service: group.service, level: group.level)
                #expect(groups[key] == nil && group.recordCount == expected.groups[key]?.count)
                groups[key] = group.stretchCounts
            }
            #expect(groups == expected.groups.mapValues { counts(of: $0, in: stretches) }, comment)
        }
    }

    private var ordered: [String] {
        patterns.sorted { left, right in
            left.value.count != right.value.count
                ? left.value.count > right.value.count
                : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
        }.map(\.key)
    }

    private func counts(of times: [UInt64], in window: LogPatternWindow) -> [Int] {
        var counts = [Int](repeating: 0, count: window.stretchCount)
        for time in times where time != 0 {
            let stretch = (Timestamp(nanoseconds: time) - window.firstStretch) / window.step
            counts[Int(stretch)] += 1
        }
        return counts
    }
}

extension Timestamp {
    init(_ nanoseconds: UInt64) { self.init(nanoseconds: nanoseconds) }
}
