import TestSupport
import Testing

/// The description of Dossier's own endpoints, and what they answer.
@Suite struct OpenAPITests {
    private let text = Repository.text("schema/openapi.json")

    /// A schema of the description.
    private func schema(_ name: String) throws -> JSONSchema {
        let document = try JSON(text.replacing("#/components/schemas/", with: "#/$defs/"))
        let definitions = try #require(document["components"]?["schemas"])
        let schema = JSON.object([
            JSON.Member(key: "$ref", value: .text("#/$defs/\(name)")),
            JSON.Member(key: "$defs", value: definitions),
        ])
        return try JSONSchema(String(decoding: schema.bytes, as: UTF8.self))
    }

    @Test func itIsServedAsItIs() throws {
        let fixture = try ServedFixture(#"{"resourceSpans":[]}"#)
        defer { fixture.stop() }
        #expect(try fixture.response("/api/openapi.json").body == text)
    }

    @Test func itsExamplesConform() throws {
        let schemas = try JSON(text)["components"]?["schemas"]?.members ?? []
        #expect(schemas.count > 10)
        for member in schemas {
            for example in member.value["examples"]?.elements ?? [] {
                #expect(try schema(member.key).violations(of: example) == [], "\(member.key)")
            }
        }
    }

    @Test(
        arguments: [
            ("/api/correlation/trace/\(CorrelationFixture.trace)", "CorrelatedTrace"),
            ("/api/correlation/trace/abc", "CorrelatedTrace"),
            ("/api/correlation/logs/\(CorrelationFixture.trace)?limit=1", "TraceLogs"),
            ("/api/correlation/metrics/\(CorrelationFixture.trace)", "TraceMetrics"),
            ("/api/correlation/metrics/abc", "TraceMetrics"),
            ("/api/correlation/trace/ff", "Error"),
            ("/api/correlation/traces/search?limit=x", "Error"),
            ("/api/stores", "StoreListing"), ("/health", "Health"),
        ]
    )
    func answersConform(_ target: String, _ name: String) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        #expect(try schema(name).violations(of: try fixture.json(target)) == [])
    }

    @Test func tracesThatAreFoundConform() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let traces = try fixture.json("/api/correlation/traces/search").elements
        #expect(traces.count == 2)
        for trace in traces {
            #expect(try schema("JaegerTrace").violations(of: trace) == [])
        }
    }
}
