import TestSupport
import Testing

/// Which traces a search finds.
@Suite struct CorrelationSearchTests {
    @Test(
        arguments: [
            ("", [CorrelationFixture.short, CorrelationFixture.trace]),
            ("sort=duration", [CorrelationFixture.trace, CorrelationFixture.short]),
            ("service_name=payment", [CorrelationFixture.trace]),
            ("service_name=payment&operation_name=charge", [CorrelationFixture.trace]),
            // Of one span.
            ("service_name=payment&operation_name=POST%20/checkout", []),
            ("attribute=payment.method%3Dcard", [CorrelationFixture.trace]),
            ("attribute=payment.method%3Dcard&attribute=http.route%3D/checkout", []),
            ("has_error=true", [CorrelationFixture.trace]),
            ("q=%7Bduration<20ms%7D", [CorrelationFixture.short]),
            ("min_duration=250ms", [CorrelationFixture.trace]),
            ("min_duration=251ms", []),
            ("max_duration=100ms", [CorrelationFixture.short]),
            ("start_time=2023-01-30T11:50:54Z", [CorrelationFixture.short]),
            ("end_time=2023-01-30T12:50:53+01:00", [CorrelationFixture.trace]),
            ("start_time=2023-01-30T11:50:55Z", []),
        ] as [(String, [String])]
    )
    func tracesAreFound(_ query: String, _ traces: [String]) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let response = try fixture.response("/api/correlation/traces/search?\(query)")
        #expect(response.status == 200)
        // Jaeger writes ids of 64 bits with 16 digits.
        let ids = try response.json().elements.compactMap { $0["traceID"]?.text }
        #expect(ids == traces.map { $0.hasPrefix("0000000000000000") ? String($0.suffix(16)) : $0 })
        #expect(response["x-total-count"] == "\(traces.count)")
        #expect(response["link"] == nil)
    }

    @Test func aPageLinksToTheNextOne() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let path = "/api/correlation/traces/search"
        let first = try fixture.response("\(path)?limit=1&q={}")
        #expect(first["x-total-count"] == "2")
        #expect(first["link"] == "<\(path)?limit=1&q=%7B%7D&next=1>; rel=\"next\"")
        let second = try fixture.response("\(path)?limit=1&q=%7B%7D&next=1")
        #expect(try second.json().elements.first?["traceID"] == .text(CorrelationFixture.trace))
        #expect(second["link"] == nil)
    }
}
