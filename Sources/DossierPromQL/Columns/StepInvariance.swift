import DossierPromQLSyntax

extension PromQLExpression {
    /// Whether the expression has the same value at all steps, since `@` fixes the time of all that
    /// it selects.
    var isSameAtAllSteps: Bool {
        switch self {
        case .number, .string: true
        case .vectorSelector(let selector): selector.at != nil
        case .matrixSelector(let node): node.selector.at != nil
        case .subquery(let node): node.at != nil
        case .call(let node): node.isSameAtAllSteps
        case .aggregate, .binary, .unary, .parentheses:
            children.allSatisfy(\.isSameAtAllSteps)
        }
    }

    /// Whether `@` stands anywhere in the expression.
    var hasFixedTimes: Bool {
        var open = [self]
        while let next = open.popLast() {
            switch next {
            case .vectorSelector(let selector) where selector.at != nil: return true
            case .subquery(let node) where node.at != nil: return true
            default: open += next.children
            }
        }
        return false
    }
}

extension FunctionCall {
    fileprivate var isSameAtAllSteps: Bool {
        switch function {
        case .time, .predictLinear, .info: return false
        case .timestamp, .startTimestamp:
            // Of anything but a selector, it is the time of the step.
            guard case .vectorSelector(let selector)? = arguments.first?.withoutParentheses
            else { return false }
            return selector.at != nil
        case .minute, .hour, .dayOfWeek, .dayOfMonth, .dayOfYear, .daysInMonth, .month, .year:
            return !arguments.isEmpty && arguments.allSatisfy(\.isSameAtAllSteps)
        default: return arguments.allSatisfy(\.isSameAtAllSteps)
        }
    }
}
