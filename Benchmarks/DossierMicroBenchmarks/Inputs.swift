import Dossier
import Glibc

/// A made-up incident on disk: dumps of its three signals, and a store that holds them.
///
/// The same for every run: the seed is fixed.
struct BenchmarkInputs: Sendable {
    let folder: String
    let dumps: [String]
    let store: String
    /// Bytes of the dumps.
    let byteCount: Int
    let traceIDs: [TraceID]

    static let shared: BenchmarkInputs? = {
        do {
            return try BenchmarkInputs(traceCount: 5_000)
        } catch {
            print("cannot make the inputs: \(error)")
            return nil
        }
    }()

    private init(traceCount: Int) throws {
        let folder = "/tmp/dossier-benchmarks-\(getpid())"
        mkdir(folder, 0o755)
        var files: [Signal: UnsafeMutablePointer<FILE>] = [:]
        for signal in Signal.allCases {
            files[signal] = fopen("\(folder)/\(signal.rawValue).jsonl", "w")
        }
        var byteCount = 0
        _ = SyntheticIncident(seed: 7, traceCount: traceCount).write { signal, lines in
            byteCount += lines.count
            guard let file = files[signal] else { return }
            fwrite(lines, 1, lines.count, file)
        }
        for file in files.values { fclose(file) }
        self.folder = folder
        self.byteCount = byteCount
        dumps = Signal.allCases.map { "\(folder)/\($0.rawValue).jsonl" }
        store = "\(folder)/incident.dossier"
        _ = try Ingestion(store: store).run(dumps)
        traceIDs = try DossierFile(store).traceErrorRates().map(\.id)
    }

    /// The path of a store that does not exist yet.
    func freshStore() -> String {
        let path = "\(folder)/fresh.dossier"
        unlink(path)
        return path
    }
}
