internal import DossierColumns
internal import DossierOTLP
internal import DossierStore
internal import Synchronization

/// Rows committed so far, counted on the thread that commits.
final class CommittedRows: Sendable {
    private let rows = Mutex<[Table: Int]>([:])

    func add(_ counts: [Table: Int]) {
        rows.withLock { $0.merge(counts, uniquingKeysWith: +) }
    }

    subscript(table: Table) -> Int { rows.withLock { $0[table] ?? 0 } }
}

/// One call of `Ingestion.run`.
final class IngestRun {
    private let paths: [InputPath]
    private let writer: StoreWriter
    private let pool: WorkPool
    private let force: Bool
    private let progress: (IngestProgress) -> Void
    private let committed = CommittedRows()
    private let start = ContinuousClock.now
    private var lastProgress = ContinuousClock.now
    private var report = IngestReport()
    private var bytesBefore: UInt64 = 0
    private var known: [KnownInput]
    /// The inputs begun whose outcome is not in the report yet.
    private var readings: [OpenReading] = []
    private let bytesTotal: UInt64?

    typealias InputPath = (path: String, isExplicit: Bool)

    private struct OpenReading {
        let path: InputPath
        let number: Int
        let head: InputHead
        let isResumed: Bool
        let reading: InputReading

        func report(_ outcome: DumpOutcome) -> IngestedFile {
            IngestedFile(
                path: path.path,
                bytes: outcome.encodedByteCount,
                status: status(outcome),
                note: outcome.refusal.map { "this is \($0); \(outcome.remedy)" },
                rejectedCount: outcome.rejectedCount,
                anomalies: outcome.anomalies.all.map(InputAnomaly.init),
                warnings: outcome.allWarnings,
                isExplicit: path.isExplicit
            )
        }

        private func status(_ outcome: DumpOutcome) -> IngestedFile.Status {
            if outcome.refusal != nil { return .refused }
            if outcome.isEmpty { return .empty }
            return isResumed ? .resumed : .ingested
        }
    }

    init(
        paths: [InputPath],
        writer: StoreWriter,
        pool: WorkPool,
        force: Bool,
        progress: @escaping (IngestProgress) -> Void
    ) {
        self.paths = paths
        self.writer = writer
        self.pool = pool
        self.force = force
        self.progress = progress
        known = writer.inputs.map(KnownInput.init)
        bytesTotal = totalFileSize(paths.map(\.path))
    }

    func execute() throws -> IngestReport {
        let pipeline = CommitPipeline(pool: pool) { [writer, committed] batch in
            committed.add(try writer.add(consume batch).rowCounts)
        }
        var current = ""
        var reader = DumpReader(
            pool: pool,
            deliver: { try pipeline.send($0) },
            progressed: { self.tell(current, bytes: $0) }
        )
        do {
            for path in paths {
                current = path.path
                try ingest(path, with: &reader)
            }
            try reader.flush()
            try settle()
        } catch {
            // Another thread may still be reading, and sends what it has.
            try? settle()
            try? pipeline.finish()
            _ = try? writer.flush()
            throw cause(of: error)
        }
        try pipeline.finish()
        committed.add(try writer.flush().rowCounts)
        return finalReport()
    }

    private func ingest(_ path: InputPath, with reader: inout DumpReader) throws {
        let located = try LocatedInput(path: path.path) { head in
            if force { return [] }
            if readings.contains(where: { head.begins(with: $0.head) }) { try settle() }
            return known
        }
        guard let cursor = located.cursor else {
            try settle()
            report.files.append(
                IngestedFile(
                    path: path.path,
                    bytes: 0,
                    status: .skipped,
                    note: skipNote(located.match, path: path.path),
                    rejectedCount: 0,
                    anomalies: [],
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
                headByteCount: UInt64(located.head.byteCount),
                headHash: located.head.hash
            )
        readings.append(
            OpenReading(
                path: path,
                number: number,
                head: located.head,
                isResumed: cursor.start.byteOffset > 0 || cursor.start.elementCount > 0,
                reading: try reader.start(cursor, number: number)
            )
        )
        bytesBefore &+= totalFileSize([path.path]) ?? 0
    }

    /// Waits until every input begun was read, and reports on them.
    private func settle() throws {
        defer { readings = [] }
        for reading in readings {
            let outcome = try reading.reading.outcome()
            report.rejected += outcome.rejectedCount
            report.bytesRead += outcome.encodedByteCount
            report.files.append(reading.report(outcome))
            guard let progress = outcome.progress else { continue }
            known.removeAll { $0.number == reading.number }
            known.append(
                KnownInput(
                    number: reading.number,
                    path: reading.path.path,
                    head: reading.head,
                    progress: progress
                )
            )
        }
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
        report.elapsed = ContinuousClock.now - start
        return report
    }

    private func tell(_ path: String, bytes: UInt64) {
        let now = ContinuousClock.now
        guard now - lastProgress > .milliseconds(100) else { return }
        lastProgress = now
        progress(
            IngestProgress(
                file: path,
                bytesRead: bytesBefore &+ bytes,
                bytesTotal: bytesTotal,
                spans: committed[.span],
                logRecords: committed[.logRecord],
                dataPoints: committed[.dataPoint],
                elapsed: now - start
            )
        )
    }
}

/// The error of the environment behind a stop.
func cause(of error: any Error) -> any Error {
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
            all.append(
                "the input ends inside a value; complete elements are stored, the rest is rejected"
            )
        }
        if noiseLineCount > 0 {
            all.append("\(noiseLineCount) lines have text before their JSON, which is left out")
        }
        return all
    }
}
