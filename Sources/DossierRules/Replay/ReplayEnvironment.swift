import DossierPromQL
import DossierPromQLSyntax

/// Where the rules of a replay are evaluated: over a source of samples and what they recorded.
struct ReplayEnvironment: RuleEnvironment {
    private let selected: SelectedSeries
    private let engine: PromQLEngine
    private(set) var outputs: [RecordedSeries] = []
    private var indices: [RecordedSeries.Key: Int] = [:]
    /// The output of the rule that is being evaluated.
    private var current = 0
    private(set) var appendedCount = 0
    private(set) var droppedCount = 0

    init(_ source: any SampleSource, rules: [Rule], _ options: ReplayOptions) {
        selected = SelectedSeries(source)
        engine = PromQLEngine(
            nameRemoval: .immediate,
            limits: QueryLimits(isCancelled: options.isCancelled),
            usesStartTimestamps: options.usesStartTimestamps
        )
        for rule in rules where indices[RecordedSeries.Key(rule)] == nil {
            indices[RecordedSeries.Key(rule)] = outputs.count
            outputs.append(RecordedSeries(of: rule))
        }
    }

    /// Begins the evaluation of a rule.
    mutating func begin(_ rule: Rule) {
        current = indices[RecordedSeries.Key(rule)] ?? 0
        appendedCount = 0
        droppedCount = 0
    }

    func query(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64
    ) throws -> PromQLResult.Value {
        let samples = try samples(for: expression, text)
        return try engine.evaluate(expression, text: text, at: milliseconds, over: samples).value
    }

    /// The value of an expression at each step; nil if it has to be evaluated step by step.
    func results(
        of expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64
    ) -> KnownResults? {
        guard expression.type == .vector || expression.type == .scalar,
            let samples = try? samples(for: expression, text),
            // An error of one step is not one of all.
            let result = try? engine.evaluate(
                expression,
                text: text,
                from: start,
                to: end,
                step: step,
                over: samples
            ),
            case .matrix(let series) = result.value
        else { return nil }
        return KnownResults(series)
    }

    private func samples(for expression: PromQLExpression, _ text: String) throws -> ReplaySamples {
        ReplaySamples(
            stored: try selected.samples(for: expression, text: text),
            recorded: outputs
        )
    }

    mutating func append(
        _ point: PromQLResult.Point,
        at milliseconds: Int64,
        to labels: Labels
    ) throws {
        do {
            try outputs[current].append(point, at: milliseconds, to: labels)
            appendedCount += 1
        } catch {
            droppedCount += 1
            throw error
        }
    }
}
