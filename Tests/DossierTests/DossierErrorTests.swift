import Dossier
import TestSupport
import Testing

@testable import DossierCLI

/// Errors of the library, told apart by their code.
@Suite struct DossierErrorTests {
    private let folder = TemporaryFolder()

    private func error(_ body: () throws(DossierError) -> Void) throws -> DossierError {
        try #require(throws: DossierError.self) { try body() }
    }

    @Test func aStoreThatCannotBeOpenedIsNamed() throws {
        let missing = folder.file("missing.dossier")
        let error = try error { () throws(DossierError) in _ = try DossierFile(missing) }
        #expect(error.code == .storeMissing)
        #expect(error.path == missing)
        #expect(error.description == "\(missing): no such file")
        #expect(
            error.message
                == "\(missing): no such file; check the name, or make it with `dossier ingest`"
        )
        let text = folder.write("notes.txt", "no store".utf8)
        let other = try self.error { () throws(DossierError) in _ = try DossierFile(text) }
        #expect(other.code == .notAStore && other.path == text)
    }

    @Test func aMissingInputIsNamed() throws {
        let path = folder.file("missing.jsonl")
        let store = folder.file("incident.dossier")
        let error = try error { () throws(DossierError) in
            _ = try Ingestion(store: store).run([path])
        }
        #expect(error.code == .inputMissing && error.path == path)
    }

    @Test func whatIsWrongInAnExpressionHasAPosition() throws {
        let fixture = StoreFixture()
        try fixture.ingest("a.jsonl", IncidentDump(traceCount: 1).metrics)
        let file = try fixture.open()
        let syntax = try error { () throws(DossierError) in
            _ = try file.query(PromQLQuery("1 +\n up{"))
        }
        #expect(syntax.code == .invalidExpression)
        #expect(syntax.position == .line(2, column: 5))
        let selector = try error { () throws(DossierError) in
            _ = try file.series(matching: ["1 + 1"])
        }
        #expect(selector.code == .invalidExpression)
        let step = try error { () throws(DossierError) in
            let epoch = Timestamp(seconds: 0)
            _ = try file.query(PromQLQuery("up", range: epoch...epoch, step: .zero))
        }
        #expect(step.code == .invalidTime)
        var options = QueryOptions()
        options.maxSamples = 1
        let samples = try error { () throws(DossierError) in
            _ = try file.query(PromQLQuery(#"{__name__=~".+"}"#, options: options))
        }
        #expect(samples.code == .tooManySamples)
        #expect(!samples.description.contains("--") && samples.message.contains("--max-samples"))
        let cancelled = try error { () throws(DossierError) in
            _ = try file.query(PromQLQuery(#"{__name__=~".+"}"#), isCancelled: { true })
        }
        #expect(cancelled.code == .cancelled)
    }

    @Test func allThatIsWrongInRuleFilesIsListed() throws {
        let fixture = StoreFixture()
        try fixture.ingest("a.jsonl", IncidentDump(traceCount: 1).metrics)
        let rules = RuleText(
            name: "a.yml",
            text: """
                groups:
                  - name: a
                    rules:
                      - record: x
                        expr: sum(
                      - record: y
                        expr: 1 +
                """
        )
        let error = try error { () throws(DossierError) in
            _ = try RuleEvaluation(store: fixture.store).run([rules])
        }
        #expect(error.code == .invalidRules && error.path == "a.yml")
        #expect(error.issues.count == 2 && error.position == error.issues[0].position)
        #expect(error.description.hasPrefix("a.yml: 5:"))
    }

    @Test func whatAClosureThrowsComesOutAsItIs() throws {
        struct Stop: Error {}
        let fixture = StoreFixture()
        try fixture.ingest("a.jsonl", IncidentDump(traceCount: 1).metrics + Array("{]\n".utf8))
        let file = try fixture.open()
        #expect(throws: Stop.self) { try file.export([.metrics]) { _, _ in throw Stop() } }
        #expect(throws: Stop.self) { try file.rejected { _ in throw Stop() } }
        #expect(throws: Stop.self) { try file.writeRejectedJSON { _ in throw Stop() } }
    }

    @Test func aPatternThatIsNoneIsRefused() throws {
        let error = try error { () throws(DossierError) in _ = try LogPattern("a(b") }
        #expect(error.code == .invalidRegularExpression)
    }
}
