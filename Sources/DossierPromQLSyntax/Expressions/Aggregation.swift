/// An aggregation over series: `sum by (job) (x)`.
package struct Aggregation: Hashable, Sendable {
    package enum Operator: String, CaseIterable, Hashable, Sendable {
        case sum
        case avg
        case count
        case min
        case max
        case group
        case stddev
        case stdvar
        case topk
        case bottomk
        case countValues = "count_values"
        case quantile
        case limitk
        case limitRatio = "limit_ratio"

        /// The type of the parameter before the vector, if the operator takes one.
        package var parameterType: ValueType? {
            switch self {
            case .topk, .bottomk, .quantile, .limitk, .limitRatio: .scalar
            case .countValues: .string
            default: nil
            }
        }

        package var isExperimental: Bool { self == .limitk || self == .limitRatio }
    }

    package var op: Operator
    package var inner: PromQLExpression
    package var parameter: PromQLExpression?
    /// The labels of `by` or `without`, in the order written.
    package var grouping: [ByteString]
    /// Whether `grouping` are the labels left out.
    package var isWithout: Bool
    package var range: SourceRange

    package init(
        op: Operator,
        inner: PromQLExpression,
        parameter: PromQLExpression? = nil,
        grouping: [ByteString] = [],
        isWithout: Bool = false,
        range: SourceRange
    ) {
        self.op = op
        self.inner = inner
        self.parameter = parameter
        self.grouping = grouping
        self.isWithout = isWithout
        self.range = range
    }
}
