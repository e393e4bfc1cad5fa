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
