/// Operators between spansets, pipelines, scalars and metrics.
extension Parser {
    private struct PendingOperation {
        var symbol: Symbol
        var level: Int
        var range: Range<Int>
    }

    /// Reads operands with operators between them.
    mutating func parseOperations(from minimum: Int = 1) throws(TraceQLSyntaxError) -> Part {
        var operands = [try parseSpansetOperand(behindPipelines: false)]
        var pending: [PendingOperation] = []
        while let operation = try peekOperation(), operation.level >= minimum {
            while let top = pending.last,
                top.level > operation.level || top.level == operation.level && top.symbol != .caret
            {
                try reduce(&operands, &pending)
            }
            // A comparison behind metrics is a stage of theirs.
            if case .metrics = operands.last?.kind, operation.level == 2 { break }
            try advance()
            pending.append(operation)
            var isBehindPipelines = false
            if case .enclosedPipelines = operands.last?.kind { isBehindPipelines = true }
            operands.append(try parseSpansetOperand(behindPipelines: isBehindPipelines))
        }
        while !pending.isEmpty { try reduce(&operands, &pending) }
        guard let result = operands.popLast() else {
            throw try unexpected(expected: "an expression")
        }
        return result
    }

    private mutating func peekOperation() throws(TraceQLSyntaxError) -> PendingOperation? {
        let token = try peek()
        guard case .symbol(let symbol) = token.kind, let level = symbol.operationLevel else {
            return nil
        }
        return PendingOperation(symbol: symbol, level: level, range: token.range)
    }

    private mutating func reduce(
        _ operands: inout [Part],
        _ pending: inout [PendingOperation]
    ) throws(TraceQLSyntaxError) {
        guard let operation = pending.popLast(), let right = operands.popLast(),
            let left = operands.popLast()
        else { return }
        operands.append(try combine(operation, left, right))
    }

    // MARK: - Operands

    /// Reads an operand; behind pipelines in parentheses it must be such a pipeline, too.
    private mutating func parseSpansetOperand(
        behindPipelines: Bool
    ) throws(TraceQLSyntaxError) -> Part {
        let part = try parsePart()
        guard behindPipelines, case .spansets(let expression, isEnclosed: true) = part.kind else {
            return part
        }
        return Part(kind: .enclosedPipelines(expression), height: part.height, range: part.range)
    }

    private mutating func parsePart() throws(TraceQLSyntaxError) -> Part {
        let token = try peek()
        let start = token.range.lowerBound
        switch token.kind {
        case .symbol(.leftBrace):
            let (expression, height) = try parseFilter()
            return Part(
                kind: .spansets(.filter(expression), isEnclosed: false),
                height: height,
                range: start..<lastEnd
            )
        case .symbol(.leftParenthesis): return try parseEnclosed()
        case .symbol(.minus): return try parseNegative()
        case .integer, .double, .duration, .word("minInt"), .word("maxInt"):
            guard let literal = try parseLiteralIfNext() else { break }
            return Part(kind: .scalar(.literal(literal)), height: 1, range: token.range)
        default: break
        }
        guard let (aggregate, height) = try parseAggregateIfNext() else {
            throw try unexpected(expected: "`{`, `(` or an aggregate")
        }
        return Part(
            kind: .scalar(.aggregate(aggregate)),
            height: height,
            range: start..<lastEnd
        )
    }

    /// Reads a negative number; here the sign binds tighter than all operators.
    private mutating func parseNegative() throws(TraceQLSyntaxError) -> Part {
        let start = try advance().range.lowerBound
        let part = try nested { parser throws(TraceQLSyntaxError) in try parser.parsePart() }
        guard let negated = part.constant?.negated else {
            throw error(
                "`-` before \(part.description), which is not a number",
                advice: "subtract it from a number",
                at: start..<part.range.upperBound
            )
        }
        return Part(kind: .scalar(.literal(negated)), height: 1, range: start..<lastEnd)
    }

    // MARK: - Results

    private mutating func combine(
        _ operation: PendingOperation,
        _ left: Part,
        _ right: Part
    ) throws(TraceQLSyntaxError) -> Part {
        let range = left.range.lowerBound..<right.range.upperBound
        let kind: Part.Kind
        switch (left.kind, right.kind) {
        case (.spansets(let leftSide, _), .spansets(let rightSide, _)):
            guard let op = operation.symbol.spansetOperator else {
                throw mismatch(operation, left, right)
            }
            kind = .spansets(.operation(op, leftSide, rightSide), isEnclosed: false)
        case (.enclosedPipelines(let leftSide), .enclosedPipelines(let rightSide)):
            guard let op = operation.symbol.spansetOperator else {
                throw mismatch(operation, left, right)
            }
            kind = .enclosedPipelines(.operation(op, leftSide, rightSide))
        case (.metrics, _), (_, .metrics):
            kind = .metrics(
                try math(operation.symbol, operation.range, left, right),
                isOperand: true
            )
        case (.scalar(let leftSide), .scalar(let rightSide)):
            kind = try scalar(operation.symbol, (left, leftSide), (right, rightSide), at: range)
        case (.scalarPipelines(let leftSide), .scalarPipelines(let rightSide)):
            if let op = ArithmeticOperator(rawValue: operation.symbol.rawValue) {
                kind = .scalarPipelines(.arithmetic(op, leftSide, rightSide))
            } else {
                kind = try pipelineFilter(operation, (left, leftSide), (right, rightSide))
            }
        case (.scalarPipelines(let leftSide), .scalar(.literal(let limit))):
            kind = try pipelineFilter(operation, (left, leftSide), (right, .literal(limit)))
        default: throw mismatch(operation, left, right)
        }
        return Part(
            kind: kind,
            height: try height(above: left.height, right.height, at: range),
            range: range
        )
    }

    private func mismatch(
        _ operation: PendingOperation,
        _ left: Part,
        _ right: Part
    ) -> TraceQLSyntaxError {
        var advice: String?
        switch (left.kind, right.kind) {
        case (.spansets, .enclosedPipelines), (.enclosedPipelines, .spansets):
            advice = "make both sides pipelines in parentheses: ({ … } | { true })"
        case (.spansets, .spansets):
            advice = "spansets are combined by && and ||, > and <, >> and <<, ~ and the like"
        default: break
        }
        return error(
            "`\(operation.symbol.rawValue)` can't stand between \(left.description) "
                + "and \(right.description)",
            advice: advice,
            at: operation.range
        )
    }

    private mutating func scalar(
        _ symbol: Symbol,
        _ left: (part: Part, expression: ScalarExpression),
        _ right: (part: Part, expression: ScalarExpression),
        at range: Range<Int>
    ) throws(TraceQLSyntaxError) -> Part.Kind {
        if let op = ArithmeticOperator(rawValue: symbol.rawValue) {
            if let leftNumber = left.part.constant, let rightNumber = right.part.constant {
                return .scalar(.literal(try fold(op, leftNumber, rightNumber, at: range)))
            }
            return .scalar(.arithmetic(op, left.expression, right.expression))
        }
        guard let comparison = ComparisonOperator(rawValue: symbol.rawValue) else {
            throw mismatch(
                PendingOperation(symbol: symbol, level: 0, range: range),
                left.part,
                right.part
            )
        }
        guard left.part.constant == nil || right.part.constant == nil else {
            throw error(
                "two numbers are compared, and no aggregate",
                advice: "an aggregate is compared with a number: count() > 1",
                at: range
            )
        }
        let filter = ScalarFilter(left.expression, comparison, right.expression)
        report(Self.unsupported(filter), .unsupported, at: range)
        return .pipeline(SpanPipeline(stages: [.scalarFilter(filter)]))
    }

    private mutating func pipelineFilter(
        _ operation: PendingOperation,
        _ left: (part: Part, expression: ScalarExpression),
        _ right: (part: Part, expression: ScalarExpression)
    ) throws(TraceQLSyntaxError) -> Part.Kind {
        guard let comparison = ComparisonOperator(rawValue: operation.symbol.rawValue) else {
            throw mismatch(operation, left.part, right.part)
        }
        let filter = ScalarFilter(left.expression, comparison, right.expression)
        report(
            Self.unsupported(filter),
            .unsupported,
            at: left.part.range.lowerBound..<right.part.range.upperBound
        )
        return .scalarPipelineFilter(filter)
    }

    private static func unsupported(_ filter: ScalarFilter) -> RuleViolation? {
        guard filter.aggregateAndLimit == nil else { return nil }
        return RuleViolation(
            message: "the comparison \(filter) is not supported",
            advice: "compare one aggregate on the left with a number on the right: count() > 1"
        )
    }

    /// The result of an operation on two numbers.
    private func fold(
        _ op: ArithmeticOperator,
        _ left: TraceQLLiteral,
        _ right: TraceQLLiteral,
        at range: Range<Int>
    ) throws(TraceQLSyntaxError) -> TraceQLLiteral {
        guard left.type != .duration, right.type != .duration else {
            throw error(
                "a duration can't take part in arithmetic here",
                advice: "write the result",
                at: range
            )
        }
        guard let op = FieldOperator(rawValue: op.rawValue),
            let result = TraceQLLiteral.result(of: op, left, right)
        else {
            throw error("division by zero", at: range)
        }
        return result
    }
}

extension Symbol {
    /// Operators of a higher level bind tighter; all but the power bind to the left. Nil for what
    /// is no operator between parts of a query.
    fileprivate var operationLevel: Int? {
        switch self {
        case .and, .or: 1
        case .equal, .notEqual, .lessOrEqual, .greaterOrEqual: 2
        case .plus, .minus: 3
        case .times, .slash, .percent: 4
        case .caret: 5
        default: spansetOperator == nil ? nil : 2
        }
    }

    /// The operator between spansets that the symbol means; nil if none.
    var spansetOperator: SpansetOperator? {
        switch self {
        case .and: .and
        case .or: .or
        case .greater: .structural(.child, .matching)
        case .less: .structural(.parent, .matching)
        case .descendant: .structural(.descendant, .matching)
        case .ancestor: .structural(.ancestor, .matching)
        case .tilde: .structural(.sibling, .matching)
        case .notChild: .structural(.child, .missing)
        case .notParent: .structural(.parent, .missing)
        case .notDescendant: .structural(.descendant, .missing)
        case .notAncestor: .structural(.ancestor, .missing)
        case .matchesNot: .structural(.sibling, .missing)
        case .unionChild: .structural(.child, .union)
        case .unionParent: .structural(.parent, .union)
        case .unionDescendant: .structural(.descendant, .union)
        case .unionAncestor: .structural(.ancestor, .union)
        case .unionSibling: .structural(.sibling, .union)
        default: nil
        }
    }
}
