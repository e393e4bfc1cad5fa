internal import ArgumentParser
internal import Dossier

/// The verb `compact`.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Makes a store smaller and faster to read.",
        discussion: """
            Merges what several ingests stored, puts all rows of a trace or series together and \
            encodes them anew. The new file is written beside the store, verified, and put in its \
            place, so the store is whole at any moment; it needs as much room again. Nothing of \
            the content changes, and ingests go on where they stopped.

            Example:
              dossier compact outage.dossier
            """
    )

    @OptionGroup var store: StoreArgument
    @OptionGroup var format: FormatOption

    @Flag(help: "Wait for another command that writes the store, instead of failing.")
    var wait = false

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let progress = ProgressLine()
        let report: CompactionReport
        do {
            defer { progress.erase() }
            report = try DossierFile.compact(store.store, wait: wait) { written, total in
                progress.show(
                    "\(CountText.grouped(written)) of \(CountText.counted(total, "row")) written"
                )
            }
        }
        let seconds = (clock.now - start) / .seconds(1)
        try format.isJSON ? writeJSON(report, seconds) : writeText(report, seconds)
    }

    private func writeText(_ report: CompactionReport, _ seconds: Double) throws {
        let output = ByteOutput.standard
        let before = CountText.bytes(report.byteCountBefore)
        let after = CountText.bytes(report.byteCountAfter)
        let saved = 1 - Double(report.byteCountAfter) / Double(max(1, report.byteCountBefore))
        let commits = CountText.counted(report.commitCountBefore, "commit")
        try output.line(
            "compacted \(before) to \(after) (\(CountText.oneDecimal(saved * 100)) % less),"
                + " \(commits) to \(CountText.grouped(report.commitCountAfter)),"
                + " in \(Nanoseconds(seconds: seconds).text)"
        )
        try output.flush()
    }

    private func writeJSON(_ report: CompactionReport, _ seconds: Double) throws {
        let output = ByteOutput.standard
        var json = JSONText()
        json.object { json in
            json.integer("bytes_before", report.byteCountBefore)
            json.integer("bytes_after", report.byteCountAfter)
            json.integer("commits_before", report.commitCountBefore)
            json.integer("commits_after", report.commitCountAfter)
            json.double("seconds", seconds)
        }
        try output.write(json.takeBytes(endingLine: true))
        try output.flush()
    }
}
