import DossierColumns
import DossierQuery
import DossierTraceQL
import DossierTraceQLSyntax
import Foundation
import Testing

/// The engine over stores against the literal evaluator, on random queries over random traces.
@Suite struct RandomQueryTests {
    /// `DOSSIER_TRACEQL_QUERIES` sets how many queries are tried.
    private static let queryCount =
        ProcessInfo.processInfo.environment["DOSSIER_TRACEQL_QUERIES"].flatMap { Int($0) } ?? 1500

    @Test func engineAgreesWithTheLiteralEvaluator() throws {
        var checked = 0
        var seed: UInt64 = 1
        while checked < Self.queryCount {
            let fixture = try RandomStore(seed: seed)
            var queries = RandomQuery(seed: seed &* 977)
            var tried = 0
            while tried < 400, checked < Self.queryCount {
                tried += 1
                let text = queries.query()
                guard let query = try? TraceQLQuery(parsing: text),
                    case .search(let pipeline) = query.body
                else { continue }
                checked += 1
                try check(text, pipeline, fixture, seed)
            }
            seed += 1
        }
    }

    private func check(
        _ text: String,
        _ pipeline: SpanPipeline,
        _ fixture: RandomStore,
        _ seed: UInt64
    ) throws {
        let plan = try PipelinePlan(pipeline)
        let expected = Result { try fixture.expected(pipeline) }
        for usesPredicates in [true, false] {
            let found = Result { try fixture.found(plan, usesPredicates: usesPredicates) }
            switch (expected, found) {
            case (.success(let expected), .success(let found)):
                #expect(
                    found == expected,
                    "seed \(seed), predicates \(usesPredicates): \(text)"
                )
            case (.failure, .failure): break
            default:
                Issue.record(
                    "seed \(seed), predicates \(usesPredicates): \(text): \(expected), \(found)"
                )
            }
        }
    }
}

extension RandomStore {
    /// What the engine finds: for each trace its spansets, as texts.
    func found(_ plan: PipelinePlan, usesPredicates: Bool) throws -> [String: [String]] {
        var options = TraceSearchOptions()
        options.usesPredicates = usesPredicates
        options.spansPerSpanset = .max
        let search = try TraceSearch(plan, in: blocks, options) { false }
        let result = try search.run()
        let details = try TraceDetailReader(blocks, fields: []).details(of: result.hits)
        var found: [String: [String]] = [:]
        for (hit, details) in zip(result.hits, details) {
            found[hit.id.hex] = details.spansets.map { spans in
                spans.map { "\(RandomTraces.hex($0.id))@\($0.start)" }.sorted()
                    .joined(separator: ",")
            }.sorted()
        }
        return found
    }

    /// The same of the literal evaluator.
    func expected(_ pipeline: SpanPipeline) throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for oracle in oracles {
            let all = Oracle.Result(spans: Array(oracle.spans.indices), attributes: [])
            let sets = try oracle.run(pipeline, [all])
            guard let trace = oracle.spans.first?.trace, !sets.isEmpty else { continue }
            found[trace] = sets.map { set in
                set.spans.map { "\(oracle.spans[$0].id)@\(oracle.spans[$0].start)" }.sorted()
                    .joined(separator: ",")
            }.sorted()
        }
        return found
    }
}
