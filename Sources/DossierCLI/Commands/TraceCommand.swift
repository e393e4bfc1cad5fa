internal import ArgumentParser
internal import Dossier
internal import Glibc

/// The verb `trace`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows a trace as a tree of spans, with its log records and metrics.",
        discussion: """
            The id may be in hexadecimal digits of any case, with 0x or the dashes of a UUID, \
            and shortened to a unique prefix; a W3C traceparent, an X-Ray or B3 id; a decimal \
            number; or Base64. The id of a span shows its trace, with the span marked. JSON \
            output is described by schema/trace-document.schema.json.

            Example:
              dossier trace outage.dossier 66ea0735
              dossier trace outage.dossier 66ea0735 --only errors --attributes
            """
    )

    /// The line width without a terminal.
    private static let columnsWithoutTerminal = 120
    /// So much of every text is read, whatever the width.
    private static let textByteCountMin = 4096

    @OptionGroup var store: StoreArgument

    @Argument(
        help: "The id of a trace or span, or a unique prefix of a trace id.",
        transform: ArgumentReading.trace
    )
    var id: TraceReference

    @Option(help: "Line width in columns; 0 for no limit. (default: terminal width, or 120)")
    var width: Int?

    @Flag(help: "Show all attributes, each on its own line, instead of the most telling ones.")
    var attributes = false

    @Flag(help: "Show every span; by default, 20 or more equal siblings are one line.")
    var unfold = false

    @Flag(
        help: "Mark the spans that the end of the trace had to wait for, and add up by service."
    )
    var criticalPath = false

    @Option(
        help: "Only spans with errors, or the ten with the longest self time, with their parents."
    )
    var only: TraceViewOptions.Selection?

    @Option(help: ArgumentHelp("Only the first levels of spans.", valueName: "number"))
    var depth: Int?

    @Option(
        help: ArgumentHelp(
            "Only spans that took at least this long, and their parents.",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var minDuration: Nanoseconds?

    @OptionGroup var format: FormatOption

    func validate() throws {
        if let depth, depth < 1 { throw ValidationError("--depth must be at least 1") }
        if let width, width != 0, width < 40 {
            throw ValidationError("--width must be 0 or at least 40")
        }
    }

    func run() throws {
        Heap.growInLargeSteps()
        let file = try store.openForOneLook()
        let found = try file.resolve(id)
        let output = ByteOutput.standard
        if format.isJSON {
            guard let document = try file.traceJSON(found.id) else {
                throw try file.unknown(id, found.id)
            }
            try output.write(document)
        } else {
            let layout = layout
            // More is not shown of a text.
            let limit = layout.columns == nil ? nil : max(Self.textByteCountMin, layout.byteLimit)
            guard let trace = try file.trace(found.id, textLimit: limit) else {
                throw try file.unknown(id, found.id)
            }
            try TraceRendering(trace, layout: layout, view(marking: found.span)).write(
                to: output.line
            )
        }
        try output.flush()
    }

    private func view(marking span: SpanID?) -> TraceViewOptions {
        var view = TraceViewOptions()
        view.attributes = attributes
        view.unfold = unfold
        view.criticalPath = criticalPath
        view.only = only
        view.depth = depth
        view.minimumDuration = minDuration.map { UInt64(clamping: $0.count) }
        view.marked = span
        return view
    }

    private var layout: TextLayout {
        let columns = width ?? Terminal.columns(of: STDOUT_FILENO) ?? Self.columnsWithoutTerminal
        return TextLayout(columns: columns == 0 ? nil : columns, isColored: Terminal.isColored)
    }
}
