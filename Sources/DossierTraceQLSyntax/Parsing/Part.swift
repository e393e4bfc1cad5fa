/// What a part of a query is, as far as it was read: the same parentheses enclose spansets,
/// pipelines, scalars and metrics, and what is inside says which.
struct Part {
    enum Kind {
        /// Filters and operators between them; whether parentheses enclose the whole.
        case spansets(SpansetExpression, isEnclosed: Bool)
        /// Several stages, or one that is not spansets.
        case pipeline(SpanPipeline)
        /// A pipeline in parentheses, or operators between such.
        case enclosedPipelines(SpansetExpression)
        /// Aggregates and constants.
        case scalar(ScalarExpression)
        /// Pipelines in parentheses that end in aggregates, and operators between such.
        case scalarPipelines(ScalarExpression)
        /// A comparison of a pipeline in parentheses that ends in an aggregate.
        case scalarPipelineFilter(ScalarFilter)
        /// A metrics query; whether it can be an operand, being enclosed or an operation.
        case metrics(MetricsExpression, isOperand: Bool)
    }

    var kind: Kind
    var height: Int
    var range: Range<Int>
}

extension Part {
    /// The number that the part is; nil if it is not a constant.
    var constant: TraceQLLiteral? {
        if case .scalar(.literal(let literal)) = kind { literal } else { nil }
    }

    /// What an error message calls the part.
    var description: String {
        switch kind {
        case .spansets: "a spanset"
        case .pipeline: "a pipeline"
        case .enclosedPipelines: "a pipeline in parentheses"
        case .scalar(.literal): "a number"
        case .scalar: "an aggregate"
        case .scalarPipelines: "a pipeline that ends in an aggregate"
        case .scalarPipelineFilter: "a comparison"
        case .metrics: "a metrics query"
        }
    }
}
