package import DossierTraceQLSyntax

/// A metrics query, as it is evaluated.
package struct MetricsPlan: Sendable {
    let root: Node
    /// How many exemplars each function has at most.
    private let exemplarCount: Int

    indirect enum Node: Sendable {
        case spans(SpanMetrics, [MetricsStage])
        case number(Double)
        case math(ArithmeticOperator, Node, Node, [MetricsStage])
    }

    /// Takes an expression that passed the checks; its functions have so many exemplars at most,
    /// but not over one interval.
    package init(_ expression: MetricsExpression, exemplarCount: Int = 0) throws {
        root = try Self.node(expression)
        self.exemplarCount = exemplarCount
    }

    /// Recursion is bounded by the parser's limit.
    private static func node(_ expression: MetricsExpression) throws -> Node {
        switch expression {
        case .query(let query): .spans(try SpanMetrics(query), query.stages)
        case .number(let number): .number(number)
        case .math(let math): .math(math.op, try node(math.left), try node(math.right), math.stages)
        }
    }

    /// No exemplars yet.
    func exemplars(_ times: MetricsTimes) -> ExemplarPicks {
        ExemplarPicks(countMax: times.isInstant ? 0 : exemplarCount)
    }
}

/// A function over the spans that a pipeline leaves.
struct SpanMetrics: Sendable {
    let pipeline: PipelinePlan
    let function: MetricsFunction
    /// The fields that spans are grouped by, and how series show them.
    let grouping: [Int]
    let groupNames: [String]
    /// The field that the function is over; nil if it counts spans.
    let value: Int?
    let valueExpression: SpanExpression?
    /// The filter of `compare` that tells the selection; nil for other functions.
    let selection: Int?

    init(_ query: MetricsQuery) throws {
        var plan = try PipelinePlan(query.pipeline)
        function = query.function
        grouping = query.grouping.map { plan.number(of: $0) }
        groupNames = query.grouping.map { "\($0)" }
        value = query.function.field.map { plan.number(of: $0) }
        valueExpression = value.map { .field($0) }
        if case .compare(let comparison) = query.function {
            selection = try plan.add(comparison.selection)
        } else {
            selection = nil
        }
        pipeline = plan
    }

    var stateKind: MetricsState.Kind {
        switch function {
        case .rate, .countOverTime, .compare: .count
        case .minOverTime: .min
        case .maxOverTime: .max
        case .sumOverTime: .sum
        case .avgOverTime: .average
        case .quantileOverTime, .histogramOverTime: .buckets
        }
    }

    /// Whether spans can be taken one by one, without the others of their traces.
    var isOfSingleSpans: Bool {
        guard pipeline.onlyFilter != nil else { return false }
        return !pipeline.fields.fields.contains { field in
            if case .trace = field.origin { true } else { false }
        }
    }
}

extension MetricsFunction {
    fileprivate var field: SpanField? {
        switch self {
        case .rate, .countOverTime, .compare: nil
        case .minOverTime(let field), .maxOverTime(let field), .sumOverTime(let field),
            .avgOverTime(let field), .quantileOverTime(let field, _),
            .histogramOverTime(let field):
            field
        }
    }
}
