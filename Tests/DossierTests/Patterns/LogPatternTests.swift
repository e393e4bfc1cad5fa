import Dossier
import TestSupport
import Testing

/// Patterns of log records against a plain evaluation over the records.
@Suite struct LogPatternTests {
    private let fixture = StoreFixture()
    private typealias Record = PatternDump.Record

    private static let cases: [(text: String, pattern: String)] = [
        ("", ""), ("user alice logged in", "user alice logged in"),
        ("order 4711 took 1.5s", "order <_> took <_>"),
        ("12:03:55.123 WARN [pool-2] 10.0.0.7:8080 refused", "<_> WARN [<_>] <_> refused"),
        ("GET /api/v2/orders/66ea0735 -> 200", "GET /api/<_>/orders/<_> -> <_>"),
        ("ids [1, 2, 3]", "ids [<_>]"), ("ids [1,  2]", "ids [<_>,  <_>]"),
        ("a 1, b", "a <_>, b"), ("1.", "<_>."), ("1..2", "<_>..<_>"), (".1", ".<_>"),
        ("deadbeef dead DEADBEEF", "<_> dead <_>"), ("deadbeeg", "deadbeeg"),
        ("dead-beef", "dead-beef"), ("<_>", "<_>"), ("<_>1", "<_>"), ("1, <_>", "<_>"),
        ("<_ _> <x>", "<_ _> <x>"), ("é1é", "é<_>é"), ("½", "½"), ("x_1-y", "<_>"),
    ]

    @Test func aPatternFollowsFromTheText() throws {
        try ingest([
            Self.cases.enumerated().map { index, example in
                var record = Record(time: UInt64(index + 1))
                record.body = PatternDump.string(example.text)
                return record
            }
        ])
        for pattern in try fixture.open().logPatterns().patterns {
            let own = Self.cases.filter { $0.pattern == pattern.text }
            #expect(pattern.recordCount == own.count, "\(pattern.text)")
            #expect(pattern.example.body == .string(own.first?.text ?? "?"))
        }
        for example in Self.cases {
            #expect(PatternOracle.pattern(of: example.text) == example.pattern)
        }
    }

    @Test func aPatternIsItsOwnPattern() throws {
        var random = RandomRecords(seed: 3)
        try ingest([random.records(2000)])
        let patterns = try fixture.open().logPatterns().patterns.map(\.text)
        #expect(patterns.map(PatternOracle.pattern) == patterns)
    }

    @Test func aLongPatternEndsWithAGap() throws {
        let word = String(repeating: "é", count: 3000)
        let texts = [word, word + "1", word + " else", String(repeating: "a1.b ", count: 2000)]
        try ingest([
            texts.map { Record(body: PatternDump.string($0), time: 1) }
        ])
        let patterns = try fixture.open().logPatterns().patterns
        #expect(patterns.map(\.recordCount) == [3, 1])
        // The last gap of the other one takes in the point that is the last byte before the limit.
        #expect(patterns.map(\.text.utf8.count) == [4099, 4095])
        #expect(patterns.first?.text == String(repeating: "é", count: 2048) + "<_>")
    }

    /// `deadbeef` varies, but not the token that begins with it.
    @Test func aLongPatternIsNotCutWithinAToken() throws {
        let spaces = String(repeating: " ", count: 4088)
        try ingest([[Record(body: PatternDump.string(spaces + "deadbeefxxxxx"), time: 1)]])
        let pattern = try #require(fixture.open().logPatterns().patterns.first)
        #expect(pattern.text == spaces + "<_>")
        #expect(PatternOracle.pattern(of: pattern.text) == pattern.text)
    }

    @Test func ofEqualKeysTheFirstHasTheMessage() throws {
        let members = ["one", "two"].map { #"{"key":"msg","value":\#(PatternDump.string($0))}"# }
        let list = #"{"kvlistValue":{"values":[\#(members.joined(separator: ","))]}}"#
        try ingest([[Record(body: list, time: 1)]])
        #expect(try fixture.open().logPatterns().patterns.map(\.text) == ["one"])
    }

    /// The same records, ingested and stored in several ways.
    @Test(arguments: UInt64(0)..<6)
    func countsAreThoseOfTheTexts(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records = random.records(seed % 2 == 0 ? 3000 : 200)
        var order = SplitMix64(seed: seed)
        let shuffled = StoreFixture()
        try ingest([records])
        try ingest(records.shuffled(using: &order).chunks(of: 450), into: shuffled)
        let times = records.map(\.time).filter { $0 != 0 }
        let window = (times.min() ?? 0)..<(times.max() ?? 0) + 1
        let expected = PatternExpectation(records, in: window)
        for (commits, store) in [1: fixture, 7: shuffled] {
            for isCompacted in [false, true] {
                if isCompacted { _ = try Compaction(store: store.store).run() }
                let listing = try store.open().logPatterns()
                expected.check(listing, "commits: \(commits), compacted: \(isCompacted)")
            }
        }
    }

    @Test(arguments: UInt64(10)..<14)
    func windowsAreCompared(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records =
            random.records(1500)
            + random.records(300).map { record in
                var late = record
                if late.time != 0 {
                    late.time = RandomRecords.end - 1 - late.time % 200_000_000_000
                }
                return late
            }
        try ingest([records])
        let border = RandomRecords.end - 200_000_000_000
        let windows = [border..<RandomRecords.end, (RandomRecords.start + 7)..<border]
        let expected = windows.map { PatternExpectation(records, in: $0, isGiven: true) }
        var query = LogPatternQuery()
        query.records.since = Timestamp(windows[0].lowerBound)
        query.records.until = Timestamp(windows[0].upperBound)
        query.step = .seconds(7)
        try expected[0].check(fixture.open().logPatterns(query), "one window")
        query.against = LogPatternQuery.Window(
            since: Timestamp(windows[1].lowerBound),
            until: Timestamp(windows[1].upperBound)
        )
        let listing = try fixture.open().logPatterns(query)
        #expect(Set(listing.patterns.map(\.text)) == expected[0].texts.union(expected[1].texts))
        #expect(listing.patternCount == listing.patterns.count)
        let lengths = windows.map { Double($0.upperBound - $0.lowerBound) / 1e9 }
        var last = Double.infinity
        for pattern in listing.patterns {
            let change = try #require(pattern.change)
            let (now, before) = (
                expected[0].count(of: pattern.text), expected[1].count(of: pattern.text)
            )
            #expect(pattern.recordCount == now && change.recordCountBefore == before)
            #expect(change.rate == Double(now) / lengths[0])
            #expect(change.rateBefore == Double(before) / lengths[1])
            #expect((change.kind == .new) == (before == 0))
            #expect((change.kind == .gone) == (now == 0))
            #expect((change.deviation > 0) == (change.rate > change.rateBefore))
            #expect(abs(change.deviation) <= last)
            #expect(pattern.groups.reduce(0) { $0 + $1.recordCount } == (now > 0 ? now : before))
            last = abs(change.deviation)
        }
    }

    @Test func aLimitCutsTheListAndSaysSo() throws {
        var random = RandomRecords(seed: 4)
        try ingest([random.records(500)])
        var query = LogPatternQuery()
        let all = try fixture.open().logPatterns(query)
        query.limit = 3
        let some = try fixture.open().logPatterns(query)
        #expect(!all.isCut && some.isCut && some.patternCount == all.patternCount)
        #expect(some.patterns.map(\.text) == all.patterns.prefix(3).map(\.text))
        query.limit = 0
        #expect(try fixture.open().logPatterns(query).patterns.isEmpty)
    }

    @Test func unusableWindowsAndStepsAreRefused() throws {
        try ingest([[Record(time: 1_000_000_000), Record(time: 2_000_000_000)]])
        var query = LogPatternQuery()
        for step in [Duration.zero, .seconds(-1), .nanoseconds(1)] {
            query.step = step
            #expect(throws: DossierError.self) { try fixture.open().logPatterns(query) }
        }
        query.step = nil
        query.records.since = Timestamp(seconds: 2)
        query.records.until = Timestamp(seconds: 2)
        #expect(throws: DossierError.self) { try fixture.open().logPatterns(query) }
        query.records.until = nil
        #expect(try fixture.open().logPatterns(query).recordCount == 1)
        query.records.since = Timestamp(seconds: 9)
        #expect(try fixture.open().logPatterns(query).patterns.isEmpty)
    }

    @Test func recordsWithoutTimesAreCounted() throws {
        try ingest([[Record(), Record()]])
        let listing = try fixture.open().logPatterns()
        #expect(listing.window == nil && listing.recordCount == 2)
        #expect(listing.patterns.map(\.recordCount) == [2])
        #expect(listing.patterns.first?.firstTime == nil)
        #expect(listing.patterns.first?.stretchCounts == [])
        try ingest([[Record(time: 5)]])
        #expect(try fixture.open().logPatterns().patterns.first?.stretchCounts.reduce(0, +) == 1)
    }

    private func ingest(_ commits: [[Record]], into store: StoreFixture? = nil) throws {
        for (number, records) in commits.enumerated() {
            let report = try (store ?? fixture).ingest(
                "\(number).jsonl",
                PatternDump.bytes(records)
            )
            #expect(report.rejected == 0)
        }
    }
}

extension Array {
    fileprivate func chunks(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0...].prefix(count)) }
    }
}
