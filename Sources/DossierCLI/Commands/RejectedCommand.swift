internal import ArgumentParser
internal import Dossier

/// The verb `rejected`.
struct RejectedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejected",
        abstract: "Lists the parts of inputs that could not be parsed, or writes their bytes.",
        discussion: """
            JSON output is described by schema/rejected-listing.schema.json.

            Example:
              dossier rejected outage.dossier
              dossier rejected outage.dossier --raw > repaired.jsonl
            """
    )

    @OptionGroup var store: StoreArgument

    @Flag(help: "Write the rejected bytes, one part per line.")
    var raw = false

    @OptionGroup var format: FormatOption

    func validate() throws {
        if raw, format.isJSON {
            throw ValidationError("--raw cannot be combined with --format json")
        }
    }

    func run() throws {
        let file = try store.open()
        let output = ByteOutput.standard
        if raw {
            try file.rejected { try Self.writeRaw($0.bytes, to: output) }
        } else if format.isJSON {
            try file.writeRejectedJSON(to: output.write)
        } else {
            try writeText(file, to: output)
        }
        try output.flush()
    }

    private static func writeRaw(_ bytes: [UInt8], to output: ByteOutput) throws {
        try output.write(bytes)
        if bytes.last != UInt8(ascii: "\n") { try output.write([UInt8(ascii: "\n")]) }
    }

    private func writeText(_ file: DossierFile, to output: ByteOutput) throws {
        let layout = Terminal.layout
        var count = 0
        try file.rejected { rejected in
            count += 1
            for line in rejected.lines(layout) {
                try output.line(line)
            }
        }
        if count == 0 { Messages.note("nothing was rejected") }
    }
}
