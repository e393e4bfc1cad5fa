package import DossierPromQL

/// Evaluates groups of rules over a range of times, as if they had been running then.
///
/// What rules record is seen by those that are evaluated later. Alerts are inactive before the
/// first evaluation.
package struct RuleReplay {
    /// More evaluations than these are refused.
    package static let evaluationCountMax = 20_000_000
    /// How many steps are evaluated by one query.
    private static let stepCountMax: Int64 = 512

    private let plan: ReplayPlan
    private let grids: [ReplayGrid]
    private var evaluators: [RuleGroupEvaluator]
    private var environment: ReplayEnvironment
    private var timeline = AlertTimeline()
    private var report: ReplayReport
    private let isCancelled: @Sendable () -> Bool

    package init(
        _ groups: [RuleGroup],
        over source: any SampleSource,
        _ options: ReplayOptions
    ) throws {
        let surroundings = RuleGroupEvaluator.Surroundings(
            externalLabels: options.externalLabels,
            externalURL: options.externalURL
        )
        evaluators = groups.map { RuleGroupEvaluator($0, in: surroundings) }
        grids = groups.map { ReplayGrid(of: $0, options) }
        var rules: [ReplayPlan.Rule] = []
        var outcomes: [ReplayReport.RuleOutcome] = []
        for (group, evaluator) in evaluators.enumerated() {
            for (index, rule) in evaluator.group.rules.enumerated() {
                rules.append(
                    ReplayPlan.Rule(
                        group: group,
                        index: index,
                        output: RuleOutput(of: rule),
                        input: try RuleInput(of: rule),
                        offset: evaluator.offset
                    )
                )
                outcomes.append(
                    ReplayReport.RuleOutcome(group: evaluator.group.name, rule: rule)
                )
            }
        }
        plan = ReplayPlan(rules)
        report = ReplayReport(rules: outcomes)
        report.writtenTimes = Self.writtenTimes(groups, options)
        environment = ReplayEnvironment(
            source,
            rules: groups.flatMap(\.rules),
            options
        )
        isCancelled = options.isCancelled
        let count = rules.reduce(0.0) { $0 + Double(grids[$1.group].count) }
        guard count <= Double(Self.evaluationCountMax) else {
            throw RuleReplayError.tooManyEvaluations
        }
    }

    /// The times that the results of the rules of each name are written at.
    package static func writtenTimes(
        _ groups: [RuleGroup],
        _ options: ReplayOptions
    ) -> [RecordedSeries.Key: ClosedRange<Int64>] {
        var ranges: [RecordedSeries.Key: ClosedRange<Int64>] = [:]
        for group in groups {
            let grid = ReplayGrid(of: group, options)
            guard grid.count > 0 else { continue }
            let offset = RuleGroupEvaluator(group).offset
            let range = (grid.first - offset)...(grid.last - offset)
            for key in group.rules.map(RecordedSeries.Key.init) {
                let known = ranges[key] ?? range
                ranges[key] =
                    min(
                        known.lowerBound,
                        range.lowerBound
                    )...max(
                        known.upperBound,
                        range.upperBound
                    )
            }
        }
        return ranges
    }

    /// Evaluates all rules at all times.
    ///
    /// - Throws: `CancellationError`.
    package consuming func run() throws(CancellationError) -> ReplayReport {
        for stage in plan.stages { try run(stage) }
        report.alerts = timeline.records.sorted { left, right in
            (left.pendingAt, left.rule) != (right.pendingAt, right.rule)
                ? (left.pendingAt, left.rule) < (right.pendingAt, right.rule)
                : left.labels < right.labels
        }
        report.recorded = environment.outputs
        return report
    }

    private mutating func run(_ stage: Range<Int>) throws(CancellationError) {
        let own = stage.map { grids[plan.rules[$0].group] }.filter { $0.count > 0 }
        guard var start = own.map(\.first).min(), let end = own.map(\.last).max(),
            let interval = own.map(\.interval).min()
        else { return }
        let isAhead = stage.map { plan.isKnownAhead($0, in: stage) }
        while start <= end {
            let (next, overflow) = start.addingReportingOverflow(interval * Self.stepCountMax)
            let limit = overflow ? end + 1 : min(next, end + 1)
            try run(stage, from: start, before: limit, isAhead)
            start = limit
        }
    }

    /// Evaluates the rules of a stage at all times from one on, before another.
    private mutating func run(
        _ stage: Range<Int>,
        from start: Int64,
        before end: Int64,
        _ isAhead: [Bool]
    ) throws(CancellationError) {
        let parts = stage.map { grids[plan.rules[$0].group].part(from: start, before: end) }
        var known = stage.map { rule -> KnownResults? in
            let index = rule - stage.lowerBound
            guard isAhead[index], let part = parts[index] else { return nil }
            return knownResults(of: rule, part)
        }
        var times: Set<Int64> = []
        for (rule, part) in zip(stage, parts) {
            guard let part else { continue }
            let interval = grids[plan.rules[rule].group].interval
            times.formUnion(
                stride(from: part.lowerBound, through: part.upperBound, by: Int(interval))
            )
        }
        for time in times.sorted() {
            for rule in stage where grids[plan.rules[rule].group].contains(time) {
                let offset = plan.rules[rule].offset
                let vector = known[rule - stage.lowerBound]?.vector(at: time - offset)
                evaluate(rule, at: time, vector.map { .vector($0) })
            }
            // An evaluation that was cut short is a failure of its rule otherwise.
            guard !isCancelled() else { throw CancellationError() }
        }
    }

    private func knownResults(of index: Int, _ times: ClosedRange<Int64>) -> KnownResults? {
        let rule = report.rules[index].rule
        let offset = plan.rules[index].offset
        return environment.results(
            of: rule.expression,
            text: rule.expressionText,
            from: times.lowerBound - offset,
            to: times.upperBound - offset,
            step: grids[plan.rules[index].group].interval
        )
    }

    private mutating func evaluate(
        _ index: Int,
        at milliseconds: Int64,
        _ known: PromQLResult.Value?
    ) {
        let (group, rule) = (plan.rules[index].group, plan.rules[index].index)
        environment.begin(report.rules[index].rule)
        evaluators[group].evaluate(
            rule: rule,
            at: milliseconds,
            known: known,
            in: &environment
        )
        let state = evaluators[group].states[rule]
        report.rules[index].evaluationCount += 1
        report.rules[index].sampleCount += environment.appendedCount
        report.rules[index].droppedCount += environment.droppedCount
        if let message = state.lastError {
            report.rules[index].note(failure: message, at: milliseconds)
        }
        if state.rule.kind == .alerting {
            timeline.observe(state.alerts, of: index, at: milliseconds)
        }
    }
}

/// Why rules can't be evaluated over a range of times.
package enum RuleReplayError: Error, CustomStringConvertible {
    case tooManyEvaluations

    package var description: String {
        switch self {
        case .tooManyEvaluations:
            "more than \(RuleReplay.evaluationCountMax) evaluations;"
                + " take a longer interval or a shorter range"
        }
    }
}
