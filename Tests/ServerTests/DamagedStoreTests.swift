import TestSupport
import Testing

@Suite struct DamagedStoreTests {
    @Test(
        "An answer says which of several stores could not be read",
        arguments: [
            "/api/correlation/trace/\(CorrelationFixture.trace)", "/jaeger/api/services",
            "/jaeger/api/operations?service=frontend", "/jaeger/api/traces?service=frontend",
            "/jaeger/api/traces/\(CorrelationFixture.trace)", "/jaeger/api/dependencies",
            "/tempo/api/v2/traces/\(CorrelationFixture.trace)", "/loki/loki/api/v1/labels",
            "/loki/loki/api/v1/query_range?query={service_name=~\".%2B\"}",
            "/loki/loki/api/v1/patterns?query={service_name=~\".%2B\"}",
        ]
    )
    func answersNameStoresThatCouldNotBeRead(path: String) throws {
        let front = [CorrelationFixture.spans, CorrelationFixture.logs].joined(separator: "\n")
        let fixture = try ServedFixture(stores: [
            ("front", front), ("back", CorrelationFixture.payment),
        ])
        defer { fixture.stop() }
        _ = fixture.folder.write("back.dossier", [UInt8](repeating: 0x5a, count: 4096))
        let response = try fixture.response(path)
        #expect(response.status == 200)
        #expect(response.body.contains("the store back could not be read: "), "\(response.body)")
        #expect(!response.body.contains(fixture.folder.path))
    }

    private static func damaged() throws -> ServedFixture {
        let fixture = try ServedFixture(stores: [
            ("front", CorrelationFixture.spans), ("back", CorrelationFixture.payment),
        ])
        _ = fixture.folder.write("back.dossier", [UInt8](repeating: 0x5a, count: 4096))
        return fixture
    }

    @Test(
        "An answer without a place for it says in its header which store could not be read",
        arguments: [
            "/jaeger/api/v3/services", "/jaeger/api/v3/operations?service=frontend",
            "/jaeger/api/v3/traces/\(CorrelationFixture.trace)",
            "/jaeger/api/v3/traces?\(window)", "/jaeger/api/v3/trace-summaries?\(window)",
            "/jaeger/api/metrics/calls?service=frontend", "/tempo/api/search?q=%7B%7D",
            "/tempo/api/search/tags", "/tempo/api/v2/search/tags",
            "/tempo/api/search/tag/name/values", "/tempo/api/v2/search/tag/name/values",
            "/tempo/api/traces/\(CorrelationFixture.trace)", "/api/correlation/traces/search",
        ]
    )
    func headersNameStoresThatCouldNotBeRead(path: String) throws {
        let fixture = try Self.damaged()
        defer { fixture.stop() }
        let response = try fixture.response(path)
        #expect(response.status == 200)
        let warning = try #require(response["warning"])
        #expect(warning.hasPrefix(#"199 dossier "the store back could not be read: "#))
    }

    private static let window =
        "query.startTimeMin=2023-01-30T00:00:00Z&query.startTimeMax=2023-01-31T00:00:00Z"

    @Test(
        "A trace that is not found may be in a store that could not be read",
        arguments: [
            "/jaeger/api/traces/ff", "/jaeger/api/traces?traceID=ff", "/jaeger/api/v3/traces/ff",
            "/jaeger/api/v3/traces?\(window)&query.serviceName=none", "/tempo/api/traces/ff",
            "/api/correlation/trace/ff",
        ]
    )
    func whatIsNotFoundMayBeThere(path: String) throws {
        let fixture = try Self.damaged()
        defer { fixture.stop() }
        let response = try fixture.response(path)
        #expect(response.status == 404 || path.contains("traceID="))
        #expect(response.body.contains("; the store back could not be read: "), "\(response.body)")
    }

    @Test func aWrongQuestionIsNotTheFaultOfAStore() throws {
        let fixture = try ServedFixture(stores: [
            ("front", CorrelationFixture.spans), ("back", CorrelationFixture.payment),
        ])
        defer { fixture.stop() }
        let answers = [
            ("/prometheus/api/v1/query?query=sum(", 400),
            ("/tempo/api/search?q={ .a =~ \"(\" }", 400),
        ]
        for (path, status) in answers {
            let response = try fixture.response(path.replacing(" ", with: "%20"))
            #expect(response.status == status, "\(response.body)")
            #expect(!response.body.contains("could not be read"))
        }
    }
}
