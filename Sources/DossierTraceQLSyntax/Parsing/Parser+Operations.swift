/// What operators between spansets, pipelines, scalars and metrics make of their sides.
extension Parser {
    /// What an operator makes of its sides.
    mutating func combine(
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
        var result = Part(kind: kind, height: 1, range: range)
        if result.constant == nil {
            result.height = try height(above: left.height, right.height, at: range)
        }
        return result
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
    /// Operators of a higher level bind tighter; all but the power bind to the left.
    ///
    /// Nil for what is no operator between parts of a query.
    var operationLevel: Int? {
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
