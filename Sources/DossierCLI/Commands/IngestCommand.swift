internal import ArgumentParser
internal import Dossier

/// The verb `ingest`.
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Loads dumps of OTLP into a store, creating it if necessary.",
        discussion: """
            Dumps are JSON or protobuf, and may be compressed with gzip or zstd. Inputs that were ingested before are \
            skipped; to resume an interrupted ingest, run the same command again. Values that \
            cannot be parsed are kept in the store as rejected, and fail the command only with \
            --strict. JSON output is described by schema/ingest-report.schema.json.

            Example:
              dossier ingest outage.dossier traces.jsonl.gz logs.jsonl metrics.jsonl
            """
    )

    @Argument(help: "The store file.", completion: .file(extensions: ["dossier"]))
    var store: String

    @Argument(help: "Files, folders, or - for standard input.", completion: .file())
    var inputs: [String]

    @Flag(help: "Ingest inputs again that were ingested before.")
    var force = false

    @Flag(
        help: """
            Exit with 1 if a value was rejected or has what OTLP does not define, or an input is \
            empty.
            """
    )
    var strict = false

    @Flag(help: "Wait while another process writes to the store.")
    var wait = false

    @OptionGroup var format: FormatOption

    func run() throws {
        Heap.giveBackLargeBlocks()
        if inputs.contains("-") {
            Messages.note(
                "an ingest from standard input cannot be resumed; if it is interrupted,"
                    + " run it again with the whole input"
            )
        }
        let report = try ingest()
        for warning in report.warnings(store: store) {
            Messages.warning(warning)
        }
        let isFailure = report.isRefusal || (strict && !report.isFlawless)
        do {
            try write(report)
        } catch is OutputClosed where isFailure {
            throw ExitCode.failure
        }
        if isFailure { throw ExitCode.failure }
    }

    private func ingest() throws -> IngestReport {
        var ingestion = Ingestion(store: store)
        ingestion.force = force
        ingestion.waitForWriter = wait
        let line = ProgressLine()
        defer { line.erase() }
        let stored = StoredSoFar(store: store, isResumable: !inputs.contains("-"))
        Interruption.handle { Messages.interruption(stored.text) }
        return try ingestion.run(inputs) { progress in
            stored.update(progress)
            line.show(progress.text)
        }
    }

    private func write(_ report: IngestReport) throws {
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(report.json())
        } else {
            for line in report.lines {
                try output.line(line)
            }
        }
        try output.flush()
    }
}
