import DossierServer
import TestSupport
import Testing

/// How requests reach routes, and answers clients.
@Suite struct TransportTests {
    @Test func aServerSaysThatItIsHealthy() throws {
        let fixture = try ServedFixture(#"{"resourceSpans":[]}"#)
        defer { fixture.stop() }
        let response = try fixture.get("/health")
        #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(response.hasSuffix("\r\n\r\n{\"status\":\"healthy\"}\n"))
    }
}
