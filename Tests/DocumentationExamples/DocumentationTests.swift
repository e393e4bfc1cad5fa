import Dossier
import Foundation
import TestSupport
import Testing

/// The documentation says what the library does: its examples compile, and run.
@Suite struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// A text without white space, in which code may differ.
    private static func condensed(_ text: some StringProtocol) -> String {
        String(text.filter { !$0.isWhitespace })
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func everyExampleIsCompiled() throws {
        let source = Self.condensed(try Self.text("Tests/DocumentationExamples/Examples.swift"))
        let folder = "Sources/Dossier/Documentation.docc"
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: folder).path
        )
        var exampleCount = 0
        for article in files where article.hasSuffix(".md") {
            let parts = try Self.text("\(folder)/\(article)").components(separatedBy: "```swift\n")
            for part in parts.dropFirst() {
                let example = part.components(separatedBy: "```")[0]
                exampleCount += 1
                #expect(source.contains(Self.condensed(example)), "\(article): \(example)")
            }
        }
        #expect(exampleCount > 10)
    }

    @Test func examplesRun() async throws {
        let folder = TemporaryFolder()
        let store = folder.file("incident.dossier")
        #expect(openOrExplain(store) == nil)
        let dumps = makeUpAnIncident().map { signal, lines in
            folder.write("\(signal.rawValue).jsonl", lines)
        }
        #expect(try ingest(dumps, into: store).rejected == 0)
        try ingestWithProgress(dumps, into: store)
        try await addRequest(Array("{}".utf8), to: store)
        try listRejected(in: store)
        let file = try #require(openOrExplain(store))
        let listing = try listTraces(in: store)
        let id = try #require(listing.traces.first?.id)
        try readTrace(id.hex, in: file)
        try findTraces(in: file, TraceQuery())
        try countErrors(in: file)
        try findValues(id.hex, in: file)
        try countTraces(of: #require(file.find([id.hex]).values.first), in: file)
        try completeAttributes(in: file)
        try findServices(in: file)
        try findLogRecords(in: file)
        try findLogRecordsByLogQL(in: file)
        try findLogRecordsByQuery(in: file)
        try queryAtTheEnd(of: file)
        try queryARange(of: file)
        try evaluateRules(in: store)
        #expect(try export(file).count == 3)
        #expect(try writeDocuments(of: file, id).allSatisfy { $0.last == UInt8(ascii: "\n") })
        #expect(checkExpression("sum(", in: file) == .line(1, column: 5))
        try compact(store)
    }
}
