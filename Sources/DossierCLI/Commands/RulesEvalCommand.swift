internal import ArgumentParser
internal import Dossier

/// The verb `rules eval`.
struct RulesEvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluates rules over a time range, as if they had been running then.",
        discussion: """
            Each group is evaluated at its own interval, or at --interval, beginning at --start; \
            by default, at the multiples of the interval within the data. A time is RFC 3339, \
            seconds since 1970, or relative to the end (-5m) or start (start+5m) of the data. Rules \
            see the results of the rules before them. Failed evaluations are counted per rule and \
            do not fail the command.

            Prints the rules, then each alert that fired: when it was pending, firing and resolved, \
            its labels and annotations, and the traces and error logs of that period. If the alert \
            has a label service_name, service or job, only those of that service are counted. JSON \
            output is described by schema/rule-evaluation.schema.json.

            With --write, the results are stored as series in one commit. Within the range they \
            replace the results of earlier runs for rules of the same name; unchanged results are \
            not written again.

            Example:
              dossier rules eval outage.dossier alerts.yml
              dossier rules eval outage.dossier recording.yml --start -1h --write
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(
        help: "The rule files, or folders of them.",
        completion: .file(extensions: ["yml", "yaml"])
    )
    var files: [String]

    @Option(
        parsing: .unconditional,
        help: "The time of the first evaluation. (default: near the start of the data)",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "The end of the range. (default: end of the data)",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp(
            "Evaluate all groups at this interval, e.g. 15s.",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var interval: Nanoseconds?

    @Flag(help: "Write the results to the store.")
    var write = false

    @Flag(help: "Wait while another process writes to the store.")
    var wait = false

    @OptionGroup var timeZone: TimeZoneOption
    @OptionGroup var view: MetricViewOptions
    @OptionGroup var format: FormatOption

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("missing rule file") }
        if let interval, interval.count < 1_000_000 {
            throw ValidationError("--interval must be at least 1ms")
        }
    }

    func run() throws {
        let rules = try RuleFiles(files)
        try rules.report()
        let report = try evaluation().run(rules.paths.map(RuleText.init(reading:)))
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
        for separation in report.separations { Messages.note(separation.text) }
        if let note = report.writtenNote { Messages.note(note) }
    }

    private func evaluation() throws -> RuleEvaluation {
        let epoch = Timestamp(nanoseconds: 0)
        let file = try store.open()
        let data = try file.metricTimeRange() ?? epoch...epoch
        if (start?.isRelative ?? true) || (end?.isRelative ?? true) {
            for outliers in try file.metricTimeOutliers() {
                Messages.note("outside the default range: \(outliers)")
            }
        }
        var evaluation = RuleEvaluation(store: store.store)
        evaluation.start = start?.timestamp(in: data, zone: timeZone.zone)
        evaluation.end = end?.timestamp(in: data, zone: timeZone.zone)
        evaluation.interval = interval?.duration
        evaluation.writesResults = write
        evaluation.waitForWriter = wait
        evaluation.options = view.options
        return evaluation
    }
}
