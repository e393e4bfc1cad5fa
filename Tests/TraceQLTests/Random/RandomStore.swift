import Dossier
import DossierQuery
import DossierStore
import TestSupport

/// A store and the random traces it was filled with.
struct RandomStore {
    private let folder = TemporaryFolder()
    let traces: [[OracleSpan]]
    let oracles: [Oracle]
    let blocks: SpanBlocks

    /// Every third trace is spread over several commits.
    init(seed: UInt64) throws {
        var generator = RandomTraces(seed: seed)
        traces = generator.traces(24)
        oracles = traces.map { Oracle($0) }
        let path = folder.file("spans.dossier")
        let commitCount = 3
        for commit in 0..<commitCount {
            let spans = traces.enumerated().flatMap { number, trace in
                trace.enumerated().filter { index, _ in
                    number % 3 == 0
                        ? index % commitCount == commit : number % commitCount == commit
                }.map(\.element)
            }
            let dump = folder.write("dump-\(commit).jsonl", RandomDump.request(spans))
            _ = try Ingestion(store: path).run([dump])
        }
        blocks = try SpanBlocks(StoreReader(path: path))
    }
}
