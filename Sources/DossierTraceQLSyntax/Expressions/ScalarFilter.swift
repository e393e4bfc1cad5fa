/// A comparison that keeps or drops a spanset: `avg(duration) > 1s`.
///
/// The check refuses every form but an aggregate on the left and a literal on the right.
package struct ScalarFilter: Hashable, Sendable {
    package var left: ScalarExpression
    package var comparison: ComparisonOperator
    package var right: ScalarExpression

    package init(
        _ left: ScalarExpression,
        _ comparison: ComparisonOperator,
        _ right: ScalarExpression
    ) {
        self.left = left
        self.comparison = comparison
        self.right = right
    }
}

extension ScalarFilter {
    /// The sides, as every filter has them that passed the check.
    package var aggregateAndLimit: (SpanAggregate, TraceQLLiteral)? {
        guard case .aggregate(let aggregate) = left, case .literal(let limit) = right else {
            return nil
        }
        return (aggregate, limit)
    }
}

/// A number of a spanset.
///
/// Operations on constants are folded.
package indirect enum ScalarExpression: Hashable, Sendable {
    /// An integer, a double or a duration.
    case literal(TraceQLLiteral)
    case aggregate(SpanAggregate)
    /// A pipeline that ends in an aggregate, in parentheses: `({ .a } | count())`.
    case pipeline(SpanPipeline, SpanAggregate)
    case arithmetic(ArithmeticOperator, ScalarExpression, ScalarExpression)
}

/// A number of the spans of a spanset.
package enum SpanAggregate: Hashable, Sendable {
    case count
    /// Over the spans for which the expression has a value. It mentions a field, and is a number
    /// or known only at run time.
    case over(Function, FieldExpression)

    package enum Function: String, Hashable, Sendable, CaseIterable {
        case avg, max, min, sum
    }
}

package enum ComparisonOperator: String, Hashable, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

package enum ArithmeticOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "^"
}
