internal import ArgumentParser
internal import Dossier

/// The verb `ingest`.
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Reads OTLP-JSON dumps into a store, which is made if it is missing.",
        discussion: """
            Inputs are files (also compressed with gzip or zstd), folders, and - for standard \
            input. What was ingested before is skipped, and an ingest that was interrupted goes on \
            when the same command runs again. Values that cannot be read are set aside in the \
            store; they make the command fail with --strict only.

            Example:
              dossier ingest outage.dossier traces.jsonl.gz logs.jsonl metrics.jsonl
            """
    )

    @Argument(help: "The file of the store.", completion: .file(extensions: ["dossier"]))
    var store: String

    @Argument(help: "Files, folders, or - for standard input.", completion: .file())
    var inputs: [String]

    @Flag(help: "Ingest what was ingested before again.")
    var force = false

    @Flag(help: "Exit with 1 if a value could not be read.")
    var strict = false

    @Flag(help: "Wait while another process writes to the store.")
    var wait = false

    @OptionGroup var format: FormatOption

    func run() throws {
        Heap.giveBackLargeBlocks()
        if inputs.contains("-") {
            Messages.note(
                "note: standard input can't be resumed: if this is interrupted, run it again"
                    + " with all of the input"
            )
        }
        let report = try ingest()
        for warning in report.warnings(store: store) {
            Messages.warning(warning)
        }
        let isFailure = report.isRefusal || (strict && report.rejected > 0)
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
        return try ingestion.run(inputs) { progress in
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
