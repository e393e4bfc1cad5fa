import Dossier
import DossierLogQLSyntax
import Foundation
import TestSupport
import Testing

/// The engine over stores against the literal evaluator, on random queries over random records.
@Suite struct LogQLRandomTests {
    /// `DOSSIER_LOGQL_QUERIES` sets how many queries are tried.
    private static let queryCount =
        ProcessInfo.processInfo.environment["DOSSIER_LOGQL_QUERIES"].flatMap { Int($0) } ?? 1000

    @Test func engineAgreesWithTheLiteralEvaluator() throws {
        var tally = Tally()
        var seed: UInt64 = 1
        while tally.checked < Self.queryCount {
            let store = try RandomLogStore(seed: seed)
            var queries = RandomLogQuery(seed: seed &* 977, allowsOrder: !store.hasTies)
            for _ in 0..<store.queryCount where tally.checked < Self.queryCount {
                let text = queries.random.below(2) == 0 ? queries.log() : queries.metric()
                guard let query = try? LogQLQuery(parsing: text) else { continue }
                tally.checked += 1
                let times = queries.times(hasTies: store.hasTies)
                let expected = Result { try store.expected(query, times) }
                for (way, found) in store.found(text, query, times) {
                    let difference = OracleAnswer.difference(expected, found)
                    #expect(difference == nil, "seed \(seed), \(way): \(text) at \(times)")
                }
                tally.add(expected)
            }
            seed += 1
        }
        // Most queries find something, and few end with an error.
        #expect(tally.found * 2 > tally.checked && tally.failed * 5 < tally.checked, "\(tally)")
    }

    private struct Tally {
        var checked = 0
        var found = 0
        var failed = 0

        mutating func add(_ answer: Result<OracleAnswer, any Error>) {
            switch answer {
            case .success(let answer): found += answer.isEmpty ? 0 : 1
            case .failure: failed += 1
            }
        }
    }
}

extension RandomLogQuery {
    /// When a query is evaluated.
    mutating func times(hasTies: Bool) -> LogQLTimes {
        let second: Int64 = 1_000_000_000
        let first = RandomLogRecords.start + Int64(random.below(100)) * second
        let length = Int64(random.below(RandomLogRecords.seconds) + 60) * second
        var times = LogQLTimes(start: first, end: first + length)
        if random.below(4) > 0 { times.step = Int64([17, 37, 60, 120][random.below(4)]) * second }
        times.limit = [3, 10, 1000, 1000][random.below(4)]
        times.isBackward = random.below(2) == 0
        if !hasTies, random.below(6) == 0 { times.interval = 30 * second }
        return times
    }
}
