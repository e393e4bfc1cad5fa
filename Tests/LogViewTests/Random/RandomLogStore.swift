import Dossier
import DossierLogQL
import DossierLogQLSyntax
import DossierLogView
import DossierStore
import TestSupport

/// A store, and the random log records that it was filled with.
struct RandomLogStore {
    private let folder = TemporaryFolder()
    /// Whether several records have one time.
    let hasTies: Bool
    /// How many queries are to be tried.
    let queryCount: Int
    private let oracle: Oracle
    private let file: DossierFile
    private let unaided: StoreEntries

    /// Records of stores with an even seed are in one commit, of others in several; some stores have
    /// so many that templates are found in their bodies.
    init(seed: UInt64) throws {
        hasTies = seed % 3 == 0
        let isLarge = seed % 8 == 2
        queryCount = isLarge ? 25 : 100
        var generator = RandomLogRecords(
            seed: seed,
            hasTies: hasTies,
            recordCountMax: isLarge ? 90 : 9
        )
        let resources = generator.resources()
        oracle = Oracle(resources.flatMap(\.entries))
        let path = folder.file("logs.dossier")
        let commits = seed % 2 == 0 ? [resources] : resources.map { [$0] }
        for (number, commit) in commits.enumerated() {
            let dump = commit.map(\.otlp).joined(separator: ",")
            let input = folder.write("dump-\(number).jsonl", "{\"resourceLogs\":[\(dump)]}\n")
            _ = try Ingestion(store: path).run([input])
        }
        file = try DossierFile(path)
        unaided = StoreEntries(try LogView(StoreReader(path: path)), usesPushdown: false)
    }

    /// What the literal evaluator finds.
    func expected(_ query: LogQLQuery, _ times: LogQLTimes) throws -> OracleAnswer {
        var oracle = oracle
        switch query {
        case .log(let pipeline):
            let found = try oracle.entries(of: pipeline, times.window)
            return .entries(found, limit: times.limit)
        case .metric(let metric):
            var series: [OracleEntry.Labels: [Int64: Double]] = [:]
            for time in times.all {
                for sample in try oracle.vector(of: metric, at: time) {
                    series[sample.labels, default: [:]][time] = sample.value
                }
            }
            return .series(series)
        }
    }

    /// What the engine finds: through the library, and without what makes it fast.
    func found(
        _ text: String,
        _ query: LogQLQuery,
        _ times: LogQLTimes
    ) -> [(way: String, Result<OracleAnswer.Found, any Error>)] {
        [
            (
                "library",
                Result { .init(try file.logResult(of: LogQLExpression(parsing: text), times)) }
            ),
            ("without pushdown", Result { try foundUnaided(query, times) }),
        ]
    }

    private func foundUnaided(
        _ query: LogQLQuery,
        _ times: LogQLTimes
    ) throws -> OracleAnswer.Found {
        switch query {
        case .log(let pipeline):
            return .init(try unaided.entries(of: pipeline, times.window))
        case .metric(let metric):
            let queryTimes =
                times.step.map { LogQueryTimes.range(start: times.start, end: times.end, step: $0) }
                ?? .instant(times.end)
            let result = try LogMetricEvaluation.result(of: metric, over: unaided, at: queryTimes)
            return .init(result, at: times.end)
        }
    }
}

extension LogQLTimes {
    var window: LogQueryWindow {
        LogQueryWindow(
            start: start,
            end: end,
            limit: limit,
            isBackward: isBackward,
            interval: interval
        )
    }

    /// The times at which series have values.
    var all: [Int64] {
        guard let step else { return [end] }
        return Array(stride(from: start, through: end, by: Int(step)))
    }
}
