internal import ArgumentParser
internal import Dossier

/// The verb `services`.
struct ServicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "Shows error rates and latency percentiles per service and operation.",
        discussion: """
            All spans are counted, and percentiles are exact. JSON output is described by \
            schema/service-listing.schema.json.

            Example:
              dossier services outage.dossier --by service
            """
    )

    /// The values of `--by`.
    enum Grouping: String, ExpressibleByArgument, CaseIterable {
        case service, operation
    }

    @OptionGroup var store: StoreArgument

    @Option(help: "Group by service, or by service and operation.")
    var by = Grouping.operation

    @OptionGroup var format: FormatOption

    func run() throws {
        let detail: ServiceStatistics.Detail = by == .service ? .services : .operations
        let services = try store.open().services(detail: detail)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(services.json)
        } else if !services.isEmpty {
            try services.table.write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if services.isEmpty { Messages.note("the store has no spans") }
    }
}
