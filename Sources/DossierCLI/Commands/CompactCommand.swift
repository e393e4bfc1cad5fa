internal import ArgumentParser
internal import Dossier

/// The verb `compact`.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Makes a store smaller, without changing what it holds.",
        discussion: """
            Merges the commits of all ingests and encodes everything anew, into a file beside the \
            store that takes its place when it is whole and verified. Needs room for both. Whoever \
            reads the store meanwhile goes on with the old file.

            Example:
              dossier compact outage.dossier
            """
    )

    @Argument(help: "The file of the store.", completion: .file(extensions: ["dossier"]))
    var store: String

    @Flag(help: "Wait while another process writes to the store.")
    var wait = false

    @OptionGroup var format: FormatOption

    func run() throws {
        let report = try compact()
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
