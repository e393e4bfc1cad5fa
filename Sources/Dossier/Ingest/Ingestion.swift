internal import DossierColumns
internal import DossierOTLP
internal import DossierStore
internal import Synchronization

/// Reads dumps into a store, which is made if there is none.
///
/// Each commit carries how far every input was read. A run that was interrupted is taken up by the
/// same call again: inputs are recognised by their content, those that are in the store are
/// skipped, one that was read in part or has grown goes on where it stopped.
public struct Ingestion: Sendable {
    /// Ingest content again that is in the store already.
    public var force = false
    /// Wait for another process that is writing to the store, instead of failing.
    public var waitForWriter = false
    private let store: String

    /// Describes an ingest; ``run(_:progress:)`` does it.
    ///
    /// - Parameter store: The path of the store.
    public init(store: String) {
        self.store = store
    }

    /// Ingests files, folders (walked in name order) and `-`, the standard input.
    ///
    /// Reading happens on the calling thread, and for large files of many lines on one more; encoding
    /// and writing on another. Memory is bounded whatever the inputs' sizes. What was read is stored
    /// after every 2 MiB of its encoding, or a second, and at the end. Values that can't be read are
    /// rejected: kept in the store and counted. Inputs that are no OTLP are refused and
    /// reported. If nothing was stored, no new store is left. What a killed ``LiveIngestion`` has left
    /// beside the store is stored first.
    ///
    /// - Parameters:
    ///   - inputs: Paths, or `-`.
    ///   - progress: Called a few times a second, on the calling thread.
    /// - Returns: What was done with each input, and how many rows were added.
    /// - Throws: A ``DossierError`` if a path is missing, or the store can't be written. What was
    ///   committed before stays.
    public func run(
        _ inputs: [String],
        progress: (IngestProgress) -> Void = { _ in }
    ) throws(DossierError) -> IngestReport {
        try translatingErrors { try ingest(inputs, progress: progress) }
    }

    private func ingest(
        _ inputs: [String],
        progress: (IngestProgress) -> Void
    ) throws -> IngestReport {
        var emptyFolders: [String] = []
        let paths = try InputPaths.expand(inputs) { emptyFolders.append($0) }
        let pool = WorkPool()
        let writer = try StoreWriter(path: store, wait: waitForWriter, pool: pool)
        defer { writer.close() }
        let requestWarning = try RequestWriter.settle(writer)
        return try withoutActuallyEscaping(progress) { progress in
            let run = IngestRun(
                paths: paths,
                writer: writer,
                pool: pool,
                force: force,
                progress: progress
            )
            var report = try run.execute()
            report.emptyFolders = emptyFolders
            report.requestWarning = requestWarning
            return report
        }
    }
}
