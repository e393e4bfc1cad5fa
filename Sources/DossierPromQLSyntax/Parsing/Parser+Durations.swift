extension Parser {
    /// Numbers, functions, signs and parentheses that a duration may consist of, so that recursion
    /// over it is safe.
    private static let durationPartLimit = 100

    /// Reads a window or step, which must be above zero.
    mutating func parseWindowDuration(
        in context: String,
        orSay expected: String
    ) throws(PromQLSyntaxError) -> DurationValue {
        durationPartCount = 0
        let expression = try parseDuration(in: context, orSay: expected)
        if case .number(let literal) = expression, literal.value <= 0 {
            throw error("duration must be greater than 0", at: literal.range)
        }
        return DurationValue(expression)
    }

    /// Reads what follows `offset`: a number, a function or parentheses, with a sign or without.
    mutating func parseOffsetDuration() throws(PromQLSyntaxError) -> DurationValue {
        durationPartCount = 0
        return DurationValue(
            try parseDurationOperand(
                in: "offset",
                orSay: "number, duration, step(), or range()",
                allowsPowers: false
            )
        )
    }

    private mutating func parseDuration(
        in context: String,
        orSay expected: String,
        from minimum: Int = 1
    ) throws(PromQLSyntaxError) -> DurationExpression {
        var lhs = try parseDurationOperand(in: context, orSay: expected)
        while case .op(let op) = try peek().kind,
            let durationOp = DurationExpression.Operator(rawValue: op.rawValue),
            op.precedence >= minimum
        {
            let token = try advance()
            let rhs = try parseDuration(
                in: context,
                orSay: expected,
                from: op == .power ? op.precedence : op.precedence + 1
            )
            let range = lhs.range.through(rhs.range)
            try requireDurationExpressions(at: range)
            if case .number(let divisor) = rhs, divisor.value == 0,
                op == .divide || op == .remainder
            {
                throw error(
                    op == .divide ? "division by zero" : "modulo by zero",
                    at: token.range
                )
            }
            lhs = .operation(durationOp, lhs, rhs, range)
        }
        return lhs
    }

    private mutating func parseDurationOperand(
        in context: String,
        orSay expected: String,
        allowsPowers: Bool = true
    ) throws(PromQLSyntaxError) -> DurationExpression {
        let token = try peek()
        durationPartCount += 1
        guard durationPartCount <= Self.durationPartLimit else {
            throw error(
                "duration expression has more than \(Self.durationPartLimit) parts",
                at: token.range
            )
        }
        switch token.kind {
        case .number, .duration:
            return .number(try parseBoundedNumber())
        case .op(.add), .op(.subtract):
            _ = try advance()
            return try parseSigned(
                token,
                in: context,
                orSay: expected,
                allowsPowers: allowsPowers
            )
        case .leftParenthesis:
            _ = try advance()
            let inner = try parseDuration(in: context, orSay: expected)
            let closing = try expect(.rightParenthesis, in: context, orSay: expected)
            let range = token.range.through(closing.range)
            try requireDurationExpressions(at: range)
            if case .number = inner {
                return inner
            }
            return .parentheses(inner, range)
        case .keyword(let keyword):
            return try parseDurationFunction(keyword, in: context, orSay: expected)
        default:
            throw try unexpected(in: context, expected: expected)
        }
    }

    private mutating func parseSigned(
        _ sign: Token,
        in context: String,
        orSay expected: String,
        allowsPowers: Bool
    ) throws(PromQLSyntaxError) -> DurationExpression {
        let isNegative = sign.kind == .op(.subtract)
        let operand =
            allowsPowers
            ? try parseDuration(
                in: context,
                orSay: expected,
                from: BinaryOperator.power.precedence
            )
            : try parseDurationOperand(
                in: context,
                orSay: expected,
                allowsPowers: false
            )
        if case .number(var literal) = operand {
            literal.value = isNegative ? -literal.value : literal.value
            literal.range.start = sign.range.start
            return .number(literal)
        }
        return isNegative ? .signed(.minus, operand, sign.range.through(operand.range)) : operand
    }

    private mutating func parseDurationFunction(
        _ keyword: Keyword,
        in context: String,
        orSay expected: String
    ) throws(PromQLSyntaxError) -> DurationExpression {
        guard [.step, .range, .minOf, .maxOf].contains(keyword) else {
            throw try unexpected(in: context, expected: expected)
        }
        let name = try advance()
        _ = try expect(.leftParenthesis, in: context, orSay: expected)
        var arguments: [DurationExpression] = []
        if keyword == .minOf || keyword == .maxOf {
            arguments.append(
                try parseDuration(in: context, orSay: expected)
            )
            _ = try expect(.comma, in: context, orSay: expected)
            arguments.append(
                try parseDuration(in: context, orSay: expected)
            )
        }
        let closing = try expect(.rightParenthesis, in: context, orSay: expected)
        let range = name.range.through(closing.range)
        try requireDurationExpressions(at: range)
        guard arguments.count == 2 else {
            return keyword == .step ? .step(range) : .range(range)
        }
        return keyword == .minOf
            ? .minimum(arguments[0], arguments[1], range)
            : .maximum(arguments[0], arguments[1], range)
    }

    private mutating func parseBoundedNumber() throws(PromQLSyntaxError) -> NumberLiteral {
        let literal = try parseNumber()
        guard literal.value.magnitude <= 9_223_372_036 else {
            throw error("duration out of range", at: literal.range)
        }
        return literal
    }

    private func requireDurationExpressions(at range: SourceRange) throws(PromQLSyntaxError) {
        guard features.contains(.durationExpressions) else {
            throw error("experimental duration expression is not enabled", at: range)
        }
    }
}

extension DurationValue {
    /// A fixed duration where the expression is a plain number, and not too small to be printed as
    /// one.
    fileprivate init(_ expression: DurationExpression) {
        guard case .number(let literal) = expression,
            let milliseconds = Int64(exactly: (literal.value * 1000).rounded()),
            milliseconds != 0 || literal.value == 0
        else {
            self = .expression(expression)
            return
        }
        self = .milliseconds(milliseconds)
    }
}
