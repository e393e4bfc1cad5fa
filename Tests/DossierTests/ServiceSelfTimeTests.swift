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
