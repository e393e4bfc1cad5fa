internal import ArgumentParser
internal import Dossier

/// The verb `rules eval`.
struct RulesEvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluates rules over the metrics of a store, as if they had been running then.",
        discussion: """
            Times are RFC 3339, seconds since 1970, or relative to the data's end or start. Each \
            group is evaluated at its interval, or at --interval: from --start on or, without it, at \
            the multiples of the interval within the data. Rules see what those before them \
            recorded. What fails is counted for each rule and named, and is no failure of the \
            command.

            Shown are the rules, then each alert that fired: when it was pending, firing and \
            resolved, its labels and annotations, and the traces and error logs of that time, of \
            the service that a label service_name, service or job names. With --format json the \
            result is a document as schema/rule-evaluation.schema.json describes it.

            With --write the results become series of the store, in one commit. Within the range \
            they replace what an earlier run wrote for rules of the same names; what is in the \
            store already is not written again.

            Example:
              dossier rules eval outage.dossier alerts.yml
              dossier rules eval outage.dossier recording.yml alerts.yml --start -1h --interval 15s --write
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "The rule files.", completion: .file(extensions: ["yml", "yaml"]))
    var files: [String]

    @Option(
        parsing: .unconditional,
        help: "The time of the first evaluation; near the start of the data if it is not given.",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "No evaluation is later; the end of the data if it is not given.",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp(
            "How far evaluations lie apart, such as 15s, whatever the groups say.",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var interval: Nanoseconds?

    @Flag(help: "Write the results to the store.")
    var write = false

    @Flag(help: "Wait while another process writes to the store.")
    var wait = false

    @OptionGroup var view: MetricViewOptions
    @OptionGroup var format: FormatOption

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("name a file of rules") }
        if let interval, interval.count < 1_000_000 {
            throw ValidationError("--interval is at least a millisecond")
        }
    }

    func run() throws {
        let report = try evaluation().run(files.map(Self.rules))
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(report.json())
        } else {
            let layout = Terminal.layout
            try report.ruleTable.write(layout, to: output.line)
            if !report.alerts.isEmpty { try output.line("") }
            try report.writeTimeline(layout, to: output.line)
        }
        try output.flush()
        for warning in report.warnings { Messages.warning(warning) }
        if let note = report.writtenNote { Messages.note(note) }
    }

    private static func rules(in path: String) throws -> RuleText {
        do {
            return RuleText(name: path, text: try TextFile.read(path))
        } catch {
            throw CommandFailure("\(path): \(TextFile.reason(error))")
        }
    }

    private func evaluation() throws -> RuleEvaluation {
        let epoch = Timestamp(nanoseconds: 0)
        let data = try store.open().metricTimeRange() ?? epoch...epoch
        var evaluation = RuleEvaluation(store: store.store)
        evaluation.start = start?.timestamp(in: data)
        evaluation.end = end?.timestamp(in: data)
        evaluation.interval = interval?.duration
        evaluation.writesResults = write
        evaluation.waitForWriter = wait
        evaluation.options = view.options
        return evaluation
    }
}
