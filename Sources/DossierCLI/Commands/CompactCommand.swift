internal import ArgumentParser
internal import Dossier

/// The verb `compact`.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Rewrites a store to take less space; its contents stay the same.",
        discussion: """
            Merges the blocks of all commits into a new file next to the store, verifies it, and \
            replaces the store with it. Needs free disk space for both files. Processes that have \
            the store open keep reading the old file. JSON output is described by \
            schema/compaction-report.schema.json.

            Example:
              dossier compact outage.dossier
            """
    )

    @Argument(help: "The store file.", completion: .file(extensions: ["dossier"]))
    var store: String

    @Flag(help: "Wait while another process writes to the store.")
    var wait = false

    @OptionGroup var format: FormatOption

    func run() throws {
        let report = try compact()
        if let warning = report.requestWarning { Messages.warning(warning) }
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(report.json())
        } else {
            try output.line(report.text)
        }
        try output.flush()
    }

    private func compact() throws -> CompactionReport {
        var compaction = Compaction(store: store)
        compaction.waitForWriter = wait
        let line = ProgressLine()
        defer { line.erase() }
        return try compaction.run { blocks in line.show("\(blocks.text) merged") }
    }
}
