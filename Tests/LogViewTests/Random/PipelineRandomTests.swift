import Dossier
import DossierLogQLSyntax
import DossierPromQLSyntax
import Foundation
import TestSupport
import Testing

/// Stages over entries that are in no store against the literal evaluator.
@Suite struct PipelineRandomTests {
    /// `DOSSIER_LOGQL_QUERIES` sets how many pipelines are tried, each with some lines.
    private static let pipelineCount =
        ProcessInfo.processInfo.environment["DOSSIER_LOGQL_QUERIES"].flatMap { Int($0) } ?? 1000
    private static let linesPerPipeline = 5

    @Test func stagesAgreeWithTheLiteralEvaluator() throws {
        var queries = RandomLogQuery(seed: 5, allowsOrder: true)
        var lines = RandomLines(seed: 7)
        for _ in 0..<Self.pipelineCount {
            let text = "{app=`x`}" + queries.stages(queries.random.below(4))
            guard case .log(let query)? = try? LogQLQuery(parsing: text) else { continue }
            var pipeline = try LogQLPipeline(LogQLExpression(parsing: text), detectsLevels: true)
            for _ in 0..<Self.linesPerPipeline {
                var entry = LogQLEntry(line: lines.line(), streamLabels: ["app": "x"])
                entry.metadata = ["a": lines.scalar(), "app": lines.scalar()]
                let expected = try Self.oracleEntry(entry).running(query.stages)
                let found = pipeline.run(entry).map { OracleAnswer.text(of: $0) }
                #expect(found == expected.map { OracleAnswer.text(of: $0) }, "\(text): \(entry)")
            }
        }
    }

    /// The entry with its level.
    private static func oracleEntry(_ entry: LogQLEntry) -> OracleEntry {
        var result = OracleEntry(
            time: entry.nanoseconds,
            line: Array(entry.line.utf8),
            stream: OracleAnswer.labels(entry.streamLabels),
            metadata: OracleAnswer.labels(entry.metadata)
        )
        if let level = OracleLevel.level(of: result) { result.addMetadata("detected_level", level) }
        return result
    }
}
