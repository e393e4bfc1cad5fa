import DossierPromQL
import DossierPromQLTesting
import Foundation
import Testing

/// Our own files of tests, for what the conformance files do not ask.
@Suite struct FixtureTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    static let names: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { $0.hasSuffix(".test") }.sorted()
    }()

    private func report<Engine: QueryEngine>(
        _ name: String,
        _ engine: Engine
    ) throws -> PromQLTestReport {
        let text = try String(
            contentsOf: Self.folder.appending(path: name),
            encoding: .utf8
        )
        return PromQLTestRunner(engine: engine).run(TestFile(parsing: text))
    }

    @Test(arguments: names)
    func engineAnswersAsExpected(_ name: String) throws {
        for outcome in try report(name, PromQLEngine()).failures {
            Issue.record("\(name):\(outcome.line) \(outcome.failure ?? "")")
        }
    }

    @Test(arguments: names)
    func plainEvaluatorAnswersAsExpected(_ name: String) throws {
        for outcome in try report(name, StepEngine()).failures {
            Issue.record("\(name):\(outcome.line) \(outcome.failure ?? "")")
        }
    }

    @Test func findsFiles() {
        #expect(!Self.names.isEmpty)
    }
}
