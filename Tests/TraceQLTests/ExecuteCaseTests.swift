import Foundation
import TestSupport
import Testing

/// The evaluation of pipelines over spans as values.
@Suite struct ExecuteCaseTests {
    private static func cases(_ path: String) throws -> [ExecuteCase] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try JSON(text).elements.compactMap { ExecuteCase($0) }
    }

    private func check(_ cases: [ExecuteCase]) throws {
        #expect(!cases.isEmpty)
        for element in cases {
            let complaint = try element.complaint()
            #expect(complaint == nil, "\(element.query) \(complaint ?? "")")
        }
    }

    @Test func spansetsComeOutAsExpected() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/execute.json")
        try check(Self.cases(fixture.path))
    }

    private static let shared = SharedFiles.folder.map { $0 + "/conformance/traceql/execute.json" }

    @Test(.enabled(if: shared != nil, "the shared conformance files are not here"))
    func conformanceCasesComeOutAsExpected() throws {
        try check(Self.cases(Self.shared ?? ""))
    }
}
