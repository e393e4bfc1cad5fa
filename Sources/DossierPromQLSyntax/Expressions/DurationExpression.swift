/// Arithmetic on durations in a window, step or offset: `[2 * step()]`.
package indirect enum DurationExpression: Hashable, Sendable {
    package enum Operator: String, Hashable, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case power = "^"
    }

    package enum Sign: String, Hashable, Sendable {
        case plus = "+"
        case minus = "-"
    }

    /// A number of seconds.
    case number(NumberLiteral)
    /// `step()`: the step of the query.
    case step(SourceRange)
    /// `range()`: from the start to the end of the query.
    case range(SourceRange)
    /// `min_of(a, b)`.
    case minimum(DurationExpression, DurationExpression, SourceRange)
    /// `max_of(a, b)`.
    case maximum(DurationExpression, DurationExpression, SourceRange)
    case signed(Sign, DurationExpression, SourceRange)
    case operation(Operator, DurationExpression, DurationExpression, SourceRange)
    case parentheses(DurationExpression, SourceRange)

    package var range: SourceRange {
        switch self {
        case .number(let literal): literal.range
        case .step(let range), .range(let range), .minimum(_, _, let range),
            .maximum(_, _, let range), .signed(_, _, let range), .operation(_, _, _, let range),
            .parentheses(_, let range):
            range
        }
    }
}
