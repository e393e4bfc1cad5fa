internal import ArgumentParser
internal import Dossier

/// The verb `services`.
struct ServicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract:
            "Tells how often the services and their operations failed, and how long they took.",
        discussion: """
            Every span counts: the number of spans, the share of errors, and exact quantiles of \
            their durations, for each service and each of its operations. With --format json the \
            result is a document as schema/service-listing.schema.json describes it.

            Example:
              dossier services outage.dossier --by service
            """
    )

    @OptionGroup var store: StoreArgument

    @Option(help: "What to tell apart: services only, or their operations, too.")
    var by = ServiceStatistics.Grouping.operation

    @OptionGroup var format: FormatOption

    func run() throws {
        let services = try store.open().services(by: by)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(services.json())
        } else if !services.services.isEmpty {
            try services.table.write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if services.services.isEmpty { Messages.note("the store has no spans") }
    }
}
