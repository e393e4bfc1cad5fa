import DossierColumns
import DossierQuery
import Testing

/// Counts of log records that are bounded.
@Suite struct LogCountsTests {
    private let fixture = QueryFixture()
    private static let start: UInt64 = 1_700_000_000_000_000_000

    private func counts(_ limits: LogCounts.Limits) throws -> LogCounts {
        let reader = try fixture.reader()
        return try LogCounts(
            LogScan(LogCondition(), in: reader),
            by: .patterns,
            in: TimeBuckets(Self.start...Self.start + 999, start: Self.start, step: 100),
            limits: limits
        )
    }

    private func ingest() throws {
        for commit in 0..<2 {
            let records = (0..<100).map { index in
                let text = String(repeating: index < 50 ? "y" : "z", count: index % 10 + 1)
                let time = Self.start + UInt64(commit * 500 + index)
                return #"{"timeUnixNano":"\#(time)","body":{"stringValue":"\#(text) \#(commit)x"}}"#
            }
            let other = (0..<3).map {
                #"{"timeUnixNano":"7","body":{"stringValue":"other \#($0)"}}"#
            }
            try fixture.ingest(
                "\(commit).jsonl",
                QueryFixture.logs(service: "s\(commit)", commit == 0 ? records : records + other)
            )
        }
    }

    @Test func allIsCountedWithinTheLimits() throws {
        try ingest()
        let counts = try counts(LogCounts.Limits())
        #expect(counts.patterns.count == 21, "20 and the other one")
        #expect(counts.groups.count == 41)
        #expect(counts.groups.reduce(0) { $0 + $1.count } == 203)
        #expect(counts.outsideCount == 3 && counts.omittedCount == 0)
        var inBuckets: [UInt64] = Array(repeating: 0, count: counts.buckets.count)
        counts.counts.forEachCount { _, bucket, count in inBuckets[bucket] += count }
        #expect(inBuckets == [100, 0, 0, 0, 0, 100, 0, 0, 0, 0])
    }

    @Test(arguments: [0, 1, 5, 21, 30, 40, 41])
    func groupsBeyondTheLimitAreOmittedAndCounted(limit: Int) throws {
        try ingest()
        var limits = LogCounts.Limits()
        limits.groupCount = limit
        let counts = try counts(limits)
        #expect(counts.groups.count <= limit)
        #expect(counts.groups.reduce(0) { $0 + $1.count } + counts.omittedCount == 203)
        #expect((counts.omittedCount == 0) == (limit == 41))
        var countInBuckets: UInt64 = 0
        counts.counts.forEachCount { _, _, count in countInBuckets += count }
        #expect(Int(countInBuckets) + counts.outsideCount + counts.omittedCount == 203)
    }

    @Test(arguments: [0, 20, 60, 1000])
    func patternsBeyondTheLimitAreOmittedAndCounted(limit: Int) throws {
        try ingest()
        var limits = LogCounts.Limits()
        limits.patternByteCount = limit
        let counts = try counts(limits)
        #expect(counts.patterns.byteCount <= limit + 14)
        #expect(counts.groups.reduce(0) { $0 + $1.count } + counts.omittedCount == 203)
        #expect((counts.omittedCount == 0) == (limit == 1000))
    }
}
