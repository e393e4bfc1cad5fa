import Dossier
import DossierLuceneSyntax
import Foundation
import TestSupport
import Testing

/// The engine over stores against the literal evaluator, on random queries over random records.
@Suite struct LuceneRandomTests {
    /// `DOSSIER_LUCENE_QUERIES` sets how many queries are tried.
    private static let queryCount =
        ProcessInfo.processInfo.environment["DOSSIER_LUCENE_QUERIES"].flatMap { Int($0) } ?? 1000
    private static let queriesPerStore = 250
    /// 2026-11-04T15:00:00Z.
    private static let now = RandomRecords.start + 29 * 3_600_000_000_000

    @Test func engineAgreesWithTheLiteralEvaluator() throws {
        var (checked, decided) = (0, 0)
        var seed: UInt64 = 1
        while checked < Self.queryCount {
            var generator = RandomRecords(seed: seed)
            let records = generator.records(300)
            let folder = TemporaryFolder()
            let file = try Self.file(records, in: folder)
            var queries = RandomQuery(seed: seed &* 977)
            for _ in 0..<min(Self.queriesPerStore, Self.queryCount - checked) {
                let text = queries.query()
                guard let reading = try? LuceneReading(parsing: text) else { continue }
                checked += 1
                let oracle = Oracle(now: Self.now)
                let expected = Set(
                    records.filter { oracle.selects(reading.query, $0) }.map(\.number)
                )
                let found = try Self.numbers(text, file)
                let differing = found.symmetricDifference(expected).sorted().prefix(3)
                #expect(found == expected, "seed \(seed): \(text): \(differing)")
                if !found.isEmpty, found.count < records.count { decided += 1 }
            }
            seed += 1
        }
        // Most queries select some records and leave out others.
        #expect(decided * 2 > checked)
    }

    private static func numbers(_ text: String, _ file: DossierFile) throws -> Set<Int> {
        var query = LogQuery()
        let now = Timestamp(nanoseconds: Int128(now))
        query.lucene = try LuceneExpression(parsing: text, now: now)
        let records = try file.logRecords(query).logRecords
        return Set(records.map { Int($0.observedTime?.nanoseconds ?? 0) })
    }

    /// A store of the records in two commits.
    private static func file(
        _ records: [OracleRecord],
        in folder: TemporaryFolder
    ) throws -> DossierFile {
        let path = folder.file("logs.dossier")
        for commit in 0..<2 {
            let part = records.filter { $0.number % 2 == commit }
            let dump = part.map(\.otlp).joined(separator: ",")
            let input = folder.write("dump-\(commit).jsonl", "{\"resourceLogs\":[\(dump)]}\n")
            _ = try Ingestion(store: path).run([input])
        }
        return try DossierFile(path)
    }
}
