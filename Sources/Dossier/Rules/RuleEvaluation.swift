internal import DossierMetricView
internal import DossierPromQL
internal import DossierPromQLSyntax
internal import DossierQuery
internal import DossierRules
internal import DossierStore

/// Evaluates recording and alerting rules over a range of times of a store, as if they had been
/// running then.
///
/// ```swift
/// let rules = RuleText(name: "alerts.yml", text: try String(contentsOfFile: "alerts.yml", …))
/// let report = try RuleEvaluation(store: "outage.dossier").run([rules])
/// for alert in report.alerts where alert.firingAt != nil { print(alert.name, alert.labels) }
/// ```
///
/// The rules of a file see what those before them recorded, at the same time as well. Groups are
/// evaluated in the order of the files, each at its own interval. Alerts are inactive before the
/// first evaluation.
public struct RuleEvaluation: Sendable {
    /// The first evaluation.
    ///
    /// If it is nil, groups are evaluated at the multiples of their intervals from the start of
    /// the data on, as ``DossierFile/metricTimeRange()`` has it.
    public var start: Timestamp?
    /// No evaluation is later; the end of the data if nil.
    public var end: Timestamp?
    /// How far evaluations lie apart, in whole milliseconds, at least one; nil for the interval of
    /// each group.
    public var interval: Duration?
    /// Whether results become series of the store.
    ///
    /// Within the range they replace what an earlier run wrote for rules of the same names. Nothing
    /// is written for a rule whose results are in the store already.
    public var writesResults = false
    /// Wait for another process that is writing to the store, instead of failing.
    public var waitForWriter = false
    /// How the rules see the metrics of the store.
    public var options = QueryOptions()
    /// Labels that templates know as those of the Prometheus server.
    public var externalLabels: [SeriesLabel] = []
    /// How many traces and log records are listed for an alert.
    public var evidenceLimit = 5
    private let store: String

    /// Describes an evaluation; ``run(_:)`` does it.
    ///
    /// - Parameter store: The path of the store.
    public init(store: String) {
        self.store = store
    }

    /// Evaluates the rules of some files.
    ///
    /// A rule that fails at some time is counted in the report and stops nothing.
    ///
    /// - Parameter files: The files of rules, in the order in which groups are evaluated.
    /// - Returns: What became of each rule, and the alerts.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidRules`` for files that are wrong,
    ///   ``DossierError/Code/invalidTime`` for a range that ends before it starts.
    public func run(_ files: [RuleText]) throws(DossierError) -> RuleEvaluationReport {
        try translatingErrors { try evaluate(files) }
    }

    private func evaluate(_ files: [RuleText]) throws -> RuleEvaluationReport {
        let groups = try Self.groups(of: files, features: options.features)
        let file = try DossierFile(store)
        let writer = writesResults ? try StoreWriter(path: store, wait: waitForWriter) : nil
        defer { writer?.close() }
        let view = try file.metricSources.view(of: file.reader)
        let replayOptions = try replayOptions(view)
        let samples = StoreSamples(view, options.sampleOptions)
        let own = RuleReplay.writtenTimes(groups.map(\.group), replayOptions)
        let seen = samples.hiding(
            Dictionary(uniqueKeysWithValues: own.map { (RecordedRule($0.key), $0.value) })
        )
        let report = try RuleReplay(groups.map(\.group), over: seen, replayOptions).run()
        var evidence = AlertEvidenceSearch(in: file, limit: evidenceLimit)
        var result = try RuleEvaluationReport(
            report,
            range: replayOptions.range,
            files: groups.flatMap { group in group.group.rules.map { _ in group.file } },
            evidence: &evidence
        )
        result.separations = seen.currentNotes.separations
            .sorted { $0.name.precedes($1.name) }.map(SeriesSeparation.init)
        if let writer {
            result.written = try RecordedResults(report, samples).write(with: writer)
        }
        return result
    }

    static func groups(
        of files: [RuleText],
        features: SyntaxFeatures
    ) throws(DossierError) -> [(file: String, group: RuleGroup)] {
        var groups: [(file: String, group: RuleGroup)] = []
        var issues: [DossierError.Issue] = []
        for file in files {
            do throws(YAMLFileError) {
                let parsed = try RuleFile(parsing: file.text, features: features)
                groups += parsed.groups.map { (file.name, $0) }
            } catch {
                issues += error.issues.map { DossierError.Issue($0, in: file.name) }
            }
        }
        guard issues.isEmpty else { throw DossierError(.invalidRules, issues) }
        return groups
    }

    private func replayOptions(_ view: MetricView) throws -> ReplayOptions {
        let data = try view.queryRange().map { range in
            Int64(range.lowerBound / 1_000_000)...Int64(range.upperBound / 1_000_000)
        }
        let first = start?.milliseconds ?? data?.lowerBound ?? 0
        let last = end?.milliseconds ?? data?.upperBound ?? 0
        guard first <= last else { throw QueryLimitError.endBeforeStart }
        for time in [first, last] { try QueryTimeRange.check(time) }
        var replay = ReplayOptions(range: first...last)
        replay.beginsAtStart = start != nil
        replay.interval = interval.map { Int64(clamping: $0.nanoseconds / 1_000_000) }
        replay.usesStartTimestamps = options.startTimestamps
        replay.externalLabels = externalLabels.map { ($0.name, $0.value) }
        return replay
    }
}
