internal import ArgumentParser
internal import Dossier

/// The verb `attributes`.
struct AttributesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attributes",
        abstract: "Lists the attributes that spans, logs and metrics have, with their values.",
        discussion: """
            Lists each key by what has it: the resource, the scope, or the rows themselves; with \
            types, the number of rows, how many different values there are, and the most frequent \
            ones. With a key its values are listed, each with the number of rows. Up to 10,000 \
            different values are told apart; of more, those that come first are counted. --where \
            takes only spans that a TraceQL query leaves, with their events and links; logs and \
            metrics are then left out. JSON output is described by \
            schema/attribute-listing.schema.json.

            Example:
              dossier attributes outage.dossier
              dossier attributes outage.dossier http.route --limit 50
              dossier attributes outage.dossier --prefix http. --where '{ status = error }'
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "A key, to list its values.")
    var key: String?

    @Option(help: ArgumentHelp("Only keys that start with this text.", valueName: "text"))
    var prefix: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only spans that this TraceQL query leaves.", valueName: "traceql")
    )
    var condition: String?

    @Option(help: "The maximum number of values of each attribute. (default: 3, with a key 20)")
    var limit: Int?

    @OptionGroup var format: FormatOption

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
        if key != nil, prefix != nil {
            throw ValidationError("--prefix cannot be combined with a key")
        }
    }

    func run() throws {
        var query = AttributeQuery()
        query.key = key
        query.keyPrefix = prefix ?? ""
        query.expression = try condition.map { try TraceQLExpression(parsing: $0) }
        query.valueLimit = limit ?? (key == nil ? 3 : 20)
        // Columns are read once.
        let file = try store.openForOneQuery()
        let listing = try file.attributes(query)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(listing.json())
        } else if key != nil {
            try listing.writeValues(Terminal.layout, to: output.line)
        } else if !listing.attributes.isEmpty {
            try listing.table.write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if listing.attributes.isEmpty {
            Messages.note(try absence(file))
        } else if listing.isNarrowed {
            Messages.note("--where leaves out logs and metrics")
        }
    }

    private func absence(_ file: DossierFile) throws -> String {
        let rows = condition == nil ? "row" : "span that matches"
        guard let key else {
            return "no \(rows) has attributes" + (prefix.map { " that start with '\($0)'" } ?? "")
        }
        let keys = try file.attributeKeys()
        let close =
            keys.contains(key)
            ? nil : Spelling.closest(to: key, among: keys).map { "; did you mean '\($0)'?" }
        return "no \(rows) has the attribute '\(key)'" + (close ?? "")
    }
}
