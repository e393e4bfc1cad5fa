internal import ArgumentParser
internal import Dossier
internal import Glibc

/// The verb `trace`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows one trace: its spans as a tree, with its log records and metrics.",
        discussion: """
            The id may be in upper or lower case, with the dashes of a UUID, or its first digits \
            if no other trace starts with them. With --format json the result is a document as \
            schema/trace-document.schema.json describes it.

            Example:
              dossier trace outage.dossier 66ea0735
            """
    )

    /// The width of lines where there is no terminal.
    private static let columnsWithoutTerminal = 120

    @OptionGroup var store: StoreArgument

    @Argument(help: "The id of the trace, or its first digits.", transform: ArgumentReading.trace)
    var id: TraceReference

    @Option(help: "The columns of a line; 0 cuts nothing. [default: those of the terminal, or 120]")
    var width: Int?

    @OptionGroup var format: FormatOption

    func validate() throws {
        if let width, width != 0, width < 40 {
            throw ValidationError("--width is 0, or a number from 40 on")
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
