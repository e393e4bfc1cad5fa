internal import DossierColumns
internal import DossierOTLP
internal import DossierStore
internal import Synchronization

/// Reads dumps into a store, which is made if there is none.
///
/// Each commit carries how far every input was read. A run that was interrupted is taken up by the
/// same call again: inputs are recognised by their content, those that are in the store are passed
/// over, one that was read in part or has grown goes on where it stopped.
public struct Ingestion: Sendable {
    /// Ingest content again that is in the store already.
    public var force = false
    /// Wait for another process that is writing to the store, instead of failing.
    public var waitForWriter = false
    private let store: String

    /// - Parameter store: The path of the store.
    public init(store: String) {
        self.store = store
    }

    /// Ingests files, folders (walked in name order) and `-`, the standard input.
    ///
    /// Reading happens on the calling thread, encoding and writing on a second one. Memory is
    /// bounded whatever the inputs' sizes. Values that can't be read are set aside in the store and
    /// counted; inputs that are no OTLP-JSON are refused and reported.
    ///
    /// - Parameters:
    ///   - inputs: Paths, or `-`.
    ///   - progress: Called a few times a second, on the calling thread.
    /// - Returns: What was done with each input, and how many rows were added.
    /// - Throws: An error that says what to do if a path is missing, or the store can't be written.
    ///   What was committed before stays.
    public func run(
        _ inputs: [String],
        progress: (IngestProgress) -> Void = { _ in }
    ) throws -> IngestReport {
        let paths = try InputPaths.expand(inputs)
        let writer = try StoreWriter(path: store, wait: waitForWriter)
        defer { writer.close() }
        return try withoutActuallyEscaping(progress) { progress in
            let run = IngestRun(paths: paths, writer: writer, force: force, progress: progress)
            return try run.execute()
        }
    }
}

/// Rows committed so far, counted on the thread that commits.
private final class CommittedRows: Sendable {
    private let rows = Mutex<[Table: Int]>([:])

    func add(_ counts: [Table: Int]) {
        rows.withLock { $0.merge(counts, uniquingKeysWith: +) }
    }

    subscript(table: Table) -> Int { rows.withLock { $0[table] ?? 0 } }
}

/// One call of `Ingestion.run`.
private final class IngestRun {
    private let paths: [InputPath]
    private let writer: StoreWriter
    private let force: Bool
    private let progress: (IngestProgress) -> Void
    private let committed = CommittedRows()
    private let start = ContinuousClock.now
    private var lastProgress = ContinuousClock.now
    private var report = IngestReport()
    private var bytesBefore: UInt64 = 0
    private var known: [KnownInput]
    private let bytesTotal: UInt64?

    typealias InputPath = (path: String, isExplicit: Bool)

    init(
        paths: [InputPath],
        writer: StoreWriter,
        force: Bool,
        progress: @escaping (IngestProgress) -> Void
    ) {
        self.paths = paths
        self.writer = writer
        self.force = force
        self.progress = progress
        known = writer.inputs.map(KnownInput.init)
        bytesTotal = totalFileSize(paths.map(\.path))
    }

    func execute() throws -> IngestReport {
        let pipeline = CommitPipeline { [writer, committed] batch in
            committed.add(try writer.commit(batch).rowCounts)
        }
        var current = ""
        var reader = DumpReader(
            deliver: { try pipeline.send($0) },
            progressed: { self.tell(current, bytes: $0) }
        )
        do {
            for path in paths {
                current = path.path
                try ingest(path, with: &reader)
            }
            try reader.flush()
        } catch {
            try? pipeline.finish()
            throw cause(of: error)
        }
        try pipeline.finish()
        return finalReport()
    }

    private func ingest(_ path: InputPath, with reader: inout DumpReader) throws {
        let located = try LocatedInput(path: path.path, known: force ? [] : known)
        guard let cursor = located.cursor else {
            report.files.append(
                IngestedFile(
                    path: path.path,
                    bytes: 0,
                    status: .skipped,
                    note: skipNote(located.match, path: path.path),
                    rejectedCount: 0,
                    warnings: [],
                    isExplicit: path.isExplicit
                )
            )
            return
        }
        let number =
            located.match?.number
            ?? writer.addInput(
                path: path.path,
                encoding: located.encoding,
                headByteCount: UInt64(located.head.count),
                headHash: located.headHash
            )
        let isResumed = cursor.start.byteOffset > 0 || cursor.start.elementCount > 0
        let head = (located.head.count, located.headHash)
        let outcome = try reader.read(cursor, number: number)
        bytesBefore += outcome.encodedByteCount
        if let progress = outcome.progress {
            known.removeAll { $0.number == number }
            known.append(
                KnownInput(
                    number: number,
                    path: path.path,
                    headByteCount: head.0,
                    headHash: head.1,
                    progress: progress
                )
            )
        }
        report.rejected += outcome.rejectedCount
        report.bytesRead += outcome.encodedByteCount
        report.files.append(
            IngestedFile(
                path: path.path,
                bytes: outcome.encodedByteCount,
                status: outcome.refusal != nil ? .refused : isResumed ? .resumed : .ingested,
                note: outcome.refusal.map { "this is \($0); only OTLP-JSON can be ingested" },
                rejectedCount: outcome.rejectedCount,
                warnings: outcome.allWarnings,
                isExplicit: path.isExplicit
            )
        )
    }

    private func skipNote(_ match: KnownInput?, path: String) -> String {
        guard let match, match.path != path else { return "in the store already" }
        return "in the store already, as \(match.path)"
    }

    private func finalReport() -> IngestReport {
        report.spans = committed[.span]
        report.spanEvents = committed[.spanEvent]
        report.spanLinks = committed[.spanLink]
        report.logRecords = committed[.logRecord]
        report.dataPoints = committed[.dataPoint]
        report.exemplars = committed[.exemplar]
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        return report
    }

    private func tell(_ path: String, bytes: UInt64) {
        let now = ContinuousClock.now
        guard now - lastProgress > .milliseconds(100) else { return }
        lastProgress = now
        progress(
            IngestProgress(
                file: path,
                bytesRead: bytesBefore + bytes,
                bytesTotal: bytesTotal,
                spans: committed[.span],
                logRecords: committed[.logRecord],
                dataPoints: committed[.dataPoint],
                seconds: (now - start) / .seconds(1)
            )
        )
    }
}

/// The error of the environment behind a stop.
private func cause(of error: any Error) -> any Error {
    switch error as? DumpStop {
    case .input(let error): error
    case .delivery(let error): error
    case nil: error
    }
}

extension DumpOutcome {
    fileprivate var allWarnings: [String] {
        var all = warnings
        if isCutShort {
            all.append("the input ends inside a value; what was whole is kept, the rest set aside")
        }
        if noiseLineCount > 0 {
            all.append("\(noiseLineCount) lines have text before their JSON, which is left out")
        }
        return all
    }
}
