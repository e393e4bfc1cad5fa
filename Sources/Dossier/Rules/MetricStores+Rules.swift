internal import DossierMetricView
internal import DossierPromQL
internal import DossierRules

extension MetricStores {
    /// Evaluates groups of rules, each with the name of its file, over all of the data.
    func evaluate(
        _ groups: [(file: String, group: RuleGroup)],
        _ options: QueryOptions,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> RuleListing {
        let data = try timeRange()
        let range = data.map(\.milliseconds) ?? 0...0
        for time in [range.lowerBound, range.upperBound] { try QueryTimeRange.check(time) }
        var replay = ReplayOptions(range: range)
        replay.beginsAtStart = false
        replay.usesStartTimestamps = options.startTimestamps
        replay.isCancelled = isCancelled
        let written = RuleReplay.writtenTimes(groups.map(\.group), replay)
        // What an earlier run of the same rules left in a store is computed again.
        let hidden = Dictionary(
            uniqueKeysWithValues: written.map { (RecordedRule($0.key), $0.value) }
        )
        let (readable, warnings) = try eachFile { file in
            let samples = try file.metricSources.samples(options, of: file.reader)
            return (file: file, samples: samples.hiding(hidden))
        }
        let union = StoreUnion(readable.map(\.samples))
        let source: any SampleSource = readable.count == 1 ? readable[0].samples : union
        let report = try RuleReplay(groups.map(\.group), over: source, replay).run()
        let failures = union.failures.sorted { $0.key < $1.key }
        return RuleListing(
            groups,
            report,
            end: data?.upperBound,
            defaultInterval: replay.defaultInterval,
            warnings: warnings + failures.map { Self.warning(of: readable[$0.key].file, $0.value) },
            paths: files.map(\.path)
        )
    }
}

extension RuleListing {
    /// The report has the rules of all groups in one list.
    fileprivate init(
        _ groups: [(file: String, group: RuleGroup)],
        _ report: ReplayReport,
        end: Timestamp?,
        defaultInterval: Int64,
        warnings: [String],
        paths: [String]
    ) {
        let open = Dictionary(grouping: report.alerts.filter { $0.resolvedAt == nil }, by: \.rule)
        var next = 0
        self.groups = groups.map { file, group in
            let rules = group.rules.indices.map { index in
                Rule(report.rules[next + index], alerts: open[next + index] ?? [], paths)
            }
            next += group.rules.count
            return Group(
                name: group.name,
                file: file,
                interval: .milliseconds(group.intervalMilliseconds ?? defaultInterval),
                limit: group.limit,
                rules: rules
            )
        }
        self.end = end
        self.warnings = warnings
    }
}

extension RuleListing.Rule {
    /// The stores of some paths are named without their folders.
    fileprivate init(
        _ outcome: ReplayReport.RuleOutcome,
        alerts: [AlertRecord],
        _ paths: [String]
    ) {
        let rule = outcome.rule
        kind = rule.kind == .recording ? .recording : .alerting
        name = rule.name
        expression = rule.expressionText
        hold = .milliseconds(rule.holdMilliseconds)
        keepFiring = .milliseconds(rule.keepFiringMilliseconds)
        labels = rule.labels.map { SeriesLabel(name: $0.name, value: $0.text) }
        annotations = rule.annotations.map { SeriesLabel(name: $0.name, value: $0.text) }
        evaluationCount = outcome.evaluationCount
        failures = outcome.failures.map {
            .init(
                message: paths.reduce($0.message) { message, path in
                    message.replacing(path, with: MetricStores.fileName(of: path))
                },
                firstAt: Timestamp(milliseconds: $0.firstAt),
                count: $0.count
            )
        }
        self.alerts = alerts.map(RuleListing.Alert.init)
    }
}

extension RuleListing.Alert {
    fileprivate init(_ record: AlertRecord) {
        labels = record.labels.publicLabels
        annotations = record.annotations.map { SeriesLabel(name: $0.name, value: $0.value) }
        isFiring = record.firingAt != nil
        pendingAt = Timestamp(milliseconds: record.pendingAt)
        value =
            switch record.point {
            case .float(let number): number
            case .histogram: nil
            }
    }
}
