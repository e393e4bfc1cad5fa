import Dossier
import TestSupport
import Testing

/// The self times of services, against those of the spans of each trace.
@Suite struct ServiceSelfTimeTests {
    let fixture = StoreFixture()

    private func check(_ file: DossierFile) throws {
        var expected: [String?: UInt64] = [:]
        for summary in try file.traces().traces {
            let trace = try #require(try file.trace(summary.id, metrics: .none))
            let times = SelfTimes(of: trace.spans, in: TraceTree(trace.spans))
            for (span, time) in zip(trace.spans, times.nanoseconds) {
                expected[span.resource.serviceName, default: 0] += time ?? 0
            }
        }
        let services = try file.services(by: .operation, selfTimes: true).services
        for service in services {
            #expect(service.selfTime == .nanoseconds(Int64(expected[service.name] ?? 0)))
            let operations = service.operations.compactMap(\.selfTime).reduce(.zero, +)
            #expect(operations == service.selfTime)
        }
        #expect(services.count == expected.count)
        #expect(try file.services().services.allSatisfy { $0.selfTime == nil })
    }

    /// Spans with times that are unknown or the wrong way round, ids that repeat or are none, parents
    /// that are missing, come later or form circles, in traces that go on in other commits.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func areThoseOfTheirSpansInWhateverState(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let isOdd = seed % 2 == 0
        func id() -> String {
            let number = random.below(12)
            return isOdd && number > 9 ? "odd\(number)" : "00000000000000\(10 + number)"
        }
        func time() -> Int { random.below(9) == 0 ? 0 : 1000 + random.below(60) }
        for commit in 0..<3 {
            let lines = (0..<60).map { _ in
                let trace = random.below(8) + (commit == 0 ? 0 : 4 * commit)
                let parent = random.below(4) == 0 ? "" : id()
                return """
                    {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
                    "value":{"stringValue":"service \(random.below(3))"}}]},"scopeSpans":[{"spans":[{\
                    "traceId":"0c0000000000000000000000000000\(10 + trace)","spanId":"\(id())",\
                    "parentSpanId":"\(parent)","name":"work","startTimeUnixNano":"\(time())",\
                    "endTimeUnixNano":"\(time() + random.below(3) * 20)"}]}]}]}

                    """
            }
            try fixture.ingest("\(commit).jsonl", lines.joined().utf8)
        }
        try check(try fixture.open())
        _ = try Compaction(store: fixture.store).run()
        try check(try fixture.open())
    }

    @Test func areThoseOfTheirSpans() throws {
        // Two commits with the same traces in part, and spans that came twice.
        let dump = IncidentDump(seed: 11, traceCount: 80)
        let lines = dump.traces.split(separator: UInt8(ascii: "\n"))
        let half = lines.count / 2
        for (name, part) in [("a", lines[..<half]), ("b", lines[(half - 1)...])] {
            try fixture.ingest("\(name).jsonl", Array(part.joined(separator: [0x0a])) + [0x0a])
        }
        try check(try fixture.open())
        _ = try Compaction(store: fixture.store).run()
        try check(try fixture.open())
    }
}
