internal import ArgumentParser
internal import Dossier

/// The verb `verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Reads all of a store and lists what is damaged.",
        discussion: """
            Each line names a damaged part. The exit code is 1 if there is one.

            Example:
              dossier verify outage.dossier
            """
    )

    @OptionGroup var store: StoreArgument
    @OptionGroup var format: FormatOption

    func run() throws {
        if DossierFile.isUnwritten(store.store) {
            // What a kill before the first commit leaves: nothing is in it, and nothing lost.
            try write(VerificationReport())
            return
        }
        let file = try store.open()
        let progress = ProgressLine()
        let report: VerificationReport
        do {
            defer { progress.erase() }
            report = try file.verify { blocks in
                progress.show("\(blocks.text) checked")
            }
        }
        do {
            try write(report)
        } catch is OutputClosed where !report.damage.isEmpty {
            throw ExitCode.failure
        }
        if !report.damage.isEmpty { throw ExitCode.failure }
    }

    private func write(_ report: VerificationReport) throws {
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(report.json())
        } else if report.damage.isEmpty {
            try output.line("no damage: \(CountText.counted(report.blockCount, "block")) checked")
        } else {
            for damage in report.damage {
                try output.line(TerminalText(damage.description).text)
            }
        }
        try output.flush()
    }
}
