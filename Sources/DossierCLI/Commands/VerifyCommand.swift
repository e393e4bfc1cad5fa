internal import ArgumentParser
internal import Dossier
import DossierPrimitives

/// The verb `verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks a store for damage.",
        discussion: """
            Reads the whole store, verifies all checksums and prints a line for each damaged part. \
            The exit code is 1 if there is one. JSON output is described by \
            schema/verification-report.schema.json.

            Example:
              dossier verify outage.dossier
            """
    )

    @OptionGroup var store: StoreArgument
    @OptionGroup var format: FormatOption

    func run() throws {
        if DossierFile.isUnwritten(store.store) {
            // A kill before the first commit leaves an empty file.
            try write([], 0)
            return
        }
        let file = try store.open()
        let progress = ProgressLine()
        var blockCount = 0
        let damage: [StoreDamage]
        do {
            defer { progress.erase() }
            damage = try file.verify { done, total in
                blockCount = total
                progress.show(
                    "\(CountText.grouped(done)) of \(CountText.counted(total, "block")) checked"
                )
            }
        }
        do {
            try write(damage, blockCount)
        } catch is OutputClosed where !damage.isEmpty {
            throw ExitCode.failure
        }
        if !damage.isEmpty { throw ExitCode.failure }
    }

    private func write(_ damage: [StoreDamage], _ blockCount: Int) throws {
        let output = ByteOutput.standard
        if format.isJSON {
            var json = JSONWriter()
            json.object { json in
                json.array("damage", damage) { json, one in
                    json.object { $0.string("description", one.description) }
                }
                json.integer("blocks", blockCount)
            }
            try output.write(json.takeBytes(endingLine: true))
        } else if damage.isEmpty {
            try output.line("no damage found: \(CountText.counted(blockCount, "block")) checked")
        } else {
            for one in damage {
                try output.line(TerminalText(one.description).text)
            }
        }
        try output.flush()
    }
}
