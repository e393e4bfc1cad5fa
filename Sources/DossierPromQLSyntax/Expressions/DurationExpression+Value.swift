#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension DurationExpression {
    /// Why an expression has no value.
    package struct Failure: Error, CustomStringConvertible {
        package var message: String
        package var range: SourceRange

        package var description: String { "\(range.start):\(range.end): \(message)" }
    }

    /// What the bounds of the query give to `step()` and `range()`, in milliseconds.
    package struct Bounds: Sendable {
        package var step: Int64
        package var range: Int64

        package init(step: Int64, range: Int64) {
            self.step = step
            self.range = range
        }
    }

    /// The milliseconds that the expression comes to.
    package func milliseconds(
        in bounds: Bounds,
        allowingNegative: Bool
    ) throws(Failure) -> Int64 {
        let seconds = try seconds(in: bounds)
        guard seconds > 0 || allowingNegative else {
            throw Failure(message: "duration must be greater than 0", range: range)
        }
        guard let milliseconds = Int64(exactly: (seconds * 1000).rounded()),
            milliseconds.magnitude <= UInt64(Int64.max / 1_000_000)
        else {
            throw Failure(message: "duration is out of range", range: range)
        }
        return milliseconds
    }

    private func seconds(in bounds: Bounds) throws(Failure) -> Double {
        switch self {
        case .number(let literal): literal.value
        case .step: Double(bounds.step) / 1000
        case .range: Double(bounds.range) / 1000
        case .minimum(let a, let b, _): fmin(try a.seconds(in: bounds), try b.seconds(in: bounds))
        case .maximum(let a, let b, _): fmax(try a.seconds(in: bounds), try b.seconds(in: bounds))
        case .signed(.minus, let inner, _): -(try inner.seconds(in: bounds))
        case .signed(.plus, let inner, _), .parentheses(let inner, _):
            try inner.seconds(in: bounds)
        case .operation(let op, let lhs, let rhs, _):
            try apply(op, try lhs.seconds(in: bounds), try rhs.seconds(in: bounds))
        }
    }

    private func apply(
        _ op: Operator,
        _ lhs: Double,
        _ rhs: Double
    ) throws(Failure) -> Double {
        if rhs == 0, op == .divide || op == .remainder {
            let message = op == .divide ? "division by zero" : "modulo by zero"
            throw Failure(message: message, range: range)
        }
        return switch op {
        case .add: lhs + rhs
        case .subtract: lhs - rhs
        case .multiply: lhs * rhs
        case .divide: lhs / rhs
        case .remainder: fmod(lhs, rhs)
        case .power: pow(lhs, rhs)
        }
    }
}

extension DurationValue {
    /// The milliseconds, given the bounds of the query.
    package func milliseconds(
        in bounds: DurationExpression.Bounds,
        allowingNegative: Bool
    ) throws(DurationExpression.Failure) -> Int64 {
        switch self {
        case .milliseconds(let milliseconds): milliseconds
        case .expression(let expression):
            try expression.milliseconds(in: bounds, allowingNegative: allowingNegative)
        }
    }
}
