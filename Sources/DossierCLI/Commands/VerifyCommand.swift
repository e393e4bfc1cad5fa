internal import ArgumentParser
internal import Dossier

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

    /// Enough for the blocks that are decoded at once.
    private static let heapByteCount = 64 << 20

    func run() throws {
        Heap.growInLargeSteps(byteCount: Self.heapByteCount, arenaCount: 4)
        if DossierFile.isUnwritten(store.store) {
            // A kill before the first commit leaves an empty file.
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
            try output.line(
                "no damage found: \(CountText.counted(report.blockCount, "block")) checked"
            )
        } else {
            for damage in report.damage {
                try output.line(TerminalText(damage.description).text)
            }
        }
        try output.flush()
    }
}
