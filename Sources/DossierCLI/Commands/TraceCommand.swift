internal import ArgumentParser
internal import Dossier
internal import Glibc

/// The verb `trace`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows a trace as a tree of spans, with its log records and metrics.",
        discussion: """
            The id may be upper or lower case, formatted as a UUID, or shortened to any unique \
            prefix. JSON output is described by schema/trace-document.schema.json.

            Example:
              dossier trace outage.dossier 66ea0735
            """
    )

    /// The line width without a terminal.
    private static let columnsWithoutTerminal = 120

    @OptionGroup var store: StoreArgument

    @Argument(help: "The trace id, or a unique prefix of it.", transform: ArgumentReading.trace)
    var id: TraceReference

    @Option(help: "Line width in columns; 0 for no limit. (default: terminal width, or 120)")
    var width: Int?

    @OptionGroup var format: FormatOption

    func validate() throws {
        if let width, width != 0, width < 40 {
            throw ValidationError("--width must be 0 or at least 40")
        }
    }

    func run() throws {
        Heap.growInLargeSteps()
        let file = try store.open()
        let reference = try file.resolve(id)
        guard case .id(let traceID) = reference else { throw file.unknown(reference) }
        let output = ByteOutput.standard
        if format.isJSON {
            guard let document = try file.traceJSON(traceID) else {
                throw file.unknown(reference)
            }
            try output.write(document)
        } else {
            guard let trace = try file.trace(traceID) else { throw file.unknown(reference) }
            try TraceRendering(trace, layout: layout).write(to: output.line)
        }
        try output.flush()
    }

    private var layout: TextLayout {
        let columns = width ?? Terminal.columns(of: STDOUT_FILENO) ?? Self.columnsWithoutTerminal
        return TextLayout(columns: columns == 0 ? nil : columns, isColored: Terminal.isColored)
    }
}
