internal import ArgumentParser
internal import Dossier

/// The verb `services`.
struct ServicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "Shows error rates and latency percentiles per service and operation.",
        discussion: """
            All spans are counted, each once however often it came, and percentiles are exact. \
            SELF is the time in which spans ran without any of their children, added up. JSON \
            output is described by schema/service-listing.schema.json.

            Example:
              dossier services outage.dossier --by service
            """
    )

    @OptionGroup var store: StoreArgument

    @Option(help: "Group by service, or by service and operation.")
    var by = ServiceStatistics.Grouping.operation

    @OptionGroup var format: FormatOption

    func run() throws {
        let services = try store.open().services(by: by, selfTimes: true)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(services.json())
        } else if !services.services.isEmpty {
            try services.table.write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if services.services.isEmpty { Messages.note("the store has no spans") }
        if let note = CountText.noteOnDuplicates(services.duplicateSpanCount) {
            Messages.note(note)
        }
    }
}
