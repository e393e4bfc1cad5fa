/// What makes time series.
package indirect enum MetricsExpression: Hashable, Sendable {
    case query(MetricsQuery)
    /// A constant of math; never the whole expression, nor both sides of an operation.
    case number(Double)
    case math(MetricsMath)
}

/// An operation between metrics, or a metric and a number.
package struct MetricsMath: Hashable, Sendable {
    /// Add, subtract, multiply or divide.
    package var op: ArithmeticOperator
    package var left: MetricsExpression
    package var right: MetricsExpression
    /// What is done with the result, in this order; only the outermost operation has any.
    package var stages: [MetricsStage]

    package init(
        _ op: ArithmeticOperator,
        _ left: MetricsExpression,
        _ right: MetricsExpression,
        stages: [MetricsStage] = []
    ) {
        self.op = op
        self.left = left
        self.right = right
        self.stages = stages
    }
}

/// Series of the spans that a pipeline leaves.
package struct MetricsQuery: Hashable, Sendable {
    package var pipeline: SpanPipeline
    package var function: MetricsFunction
    /// The fields by which spans are grouped into series; at most five, four for histograms and
    /// quantiles, none for `compare`.
    package var grouping: [Field]
    /// What is done with the series, in this order; none for `compare`.
    package var stages: [MetricsStage]

    package init(
        pipeline: SpanPipeline,
        function: MetricsFunction,
        grouping: [Field] = [],
        stages: [MetricsStage] = []
    ) {
        self.pipeline = pipeline
        self.function = function
        self.grouping = grouping
        self.stages = stages
    }
}

package enum MetricsFunction: Hashable, Sendable {
    case rate
    case countOverTime
    case minOverTime(Field)
    case maxOverTime(Field)
    case sumOverTime(Field)
    case avgOverTime(Field)
    /// Quantiles, one at least, each from 0 to 1, in the order of the text.
    case quantileOverTime(Field, [Double])
    case histogramOverTime(Field)
    case compare(MetricsComparison)
}

extension MetricsFunction {
    /// The function as it is written.
    package var name: String {
        switch self {
        case .rate: "rate"
        case .countOverTime: "count_over_time"
        case .minOverTime: "min_over_time"
        case .maxOverTime: "max_over_time"
        case .sumOverTime: "sum_over_time"
        case .avgOverTime: "avg_over_time"
        case .quantileOverTime: "quantile_over_time"
        case .histogramOverTime: "histogram_over_time"
        case .compare: "compare"
        }
    }
}

/// What `compare(…)` is told.
package struct MetricsComparison: Hashable, Sendable {
    /// The filter that tells the selection from the baseline.
    package var selection: FieldExpression
    /// How many values of an attribute are given, from 1 to 1000.
    package var top: Int64
    /// The times that the selection lies in, the start not included, in nanoseconds since 1970;
    /// both 0 for any time.
    package var start: Int64
    package var end: Int64

    /// How many values of an attribute are given when the text says nothing.
    package static let defaultTop: Int64 = 10

    package init(
        selection: FieldExpression,
        top: Int64 = defaultTop,
        start: Int64 = 0,
        end: Int64 = 0
    ) {
        self.selection = selection
        self.top = top
        self.start = start
        self.end = end
    }
}

/// A stage behind a metrics function.
package enum MetricsStage: Hashable, Sendable {
    /// The most series at each time, more than none.
    case top(Int64)
    case bottom(Int64)
    /// Keeps the points for which the comparison holds; a duration of the text is in seconds.
    case filter(ComparisonOperator, Double)
}
