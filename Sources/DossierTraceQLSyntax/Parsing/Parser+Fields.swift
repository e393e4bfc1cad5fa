/// Expressions over one span, read with a stack instead of recursion.
extension Parser {
    /// An expression, and what is known of it.
    struct FieldOperand {
        var expression: FieldExpression
        var type: TraceQLType
        var height: Int
        var range: Range<Int>
    }

    /// What waits for its operand.
    enum PendingOperator {
        case binary(FieldOperator)
        case minus
        case not
        /// `nil =` or `nil !=`
        case existence(isAbsent: Bool)
        case parenthesis

        /// Operators of a higher level bind tighter.
        ///
        /// A sign binds like a sum, `!` tighter.
        var level: Int {
            switch self {
            case .binary(let op): op.level
            case .existence: FieldOperator.equal.level
            case .minus: FieldOperator.add.level
            case .not: 4
            case .parenthesis: 0
            }
        }
    }

    private struct Pending {
        var op: PendingOperator
        /// Where the operator stands.
        var range: Range<Int>
    }

    private struct FieldStacks {
        var operands: [FieldOperand] = []
        var pending: [Pending] = []
        var openParenthesisCount = 0
    }

    /// Reads an expression up to a word that can't go on with it.
    mutating func parseFieldExpression() throws(TraceQLSyntaxError) -> FieldOperand {
        var stacks = FieldStacks()
        repeat {
            try parseOperand(&stacks)
        } while try parseOperator(&stacks)
        while !stacks.pending.isEmpty {
            if case .parenthesis = stacks.pending.last?.op {
                throw try unexpected(expected: "an operator or `)`")
            }
            try reduce(&stacks)
        }
        guard let operand = stacks.operands.popLast() else {
            throw try unexpected(expected: "an expression")
        }
        return operand
    }

    /// Reads what stands before the next operator: opening parentheses, signs, and an operand.
    private mutating func parseOperand(_ stacks: inout FieldStacks) throws(TraceQLSyntaxError) {
        while true {
            let token = try peek()
            switch token.kind {
            case .symbol(.leftParenthesis):
                stacks.openParenthesisCount += 1
                try push(.parenthesis, to: &stacks)
            case .symbol(.minus): try push(.minus, to: &stacks)
            case .symbol(.exclamation): try push(.not, to: &stacks)
            case .word("nil"):
                guard try !parseNil(&stacks) else { return }
            default:
                stacks.operands.append(try parseFieldPrimary())
                return
            }
        }
    }

    private mutating func push(
        _ op: PendingOperator,
        to stacks: inout FieldStacks
    ) throws(TraceQLSyntaxError) {
        stacks.pending.append(Pending(op: op, range: try advance().range))
    }

    /// Reads `nil =`; true if `nil` is on its other side too, which is an operand.
    private mutating func parseNil(
        _ stacks: inout FieldStacks
    ) throws(TraceQLSyntaxError) -> Bool {
        let start = try advance().range.lowerBound
        let isAbsent = try peeks(.equal)
        let isPresent = try peeks(.notEqual)
        guard isAbsent || isPresent else {
            throw try unexpected(
                expected: "`=` or `!=`",
                advice: "nil is only compared by = nil and != nil"
            )
        }
        try advance()
        if try peek().kind == .word("nil") {
            let range = start..<(try advance().range.upperBound)
            // Comparisons of nil with nil are false, whichever they are.
            stacks.operands.append(
                FieldOperand(
                    expression: .literal(.boolean(false)),
                    type: .boolean,
                    height: 1,
                    range: range
                )
            )
            return true
        }
        stacks.pending.append(
            Pending(op: .existence(isAbsent: isAbsent), range: start..<lastEnd)
        )
        return false
    }

    /// Reads a binary operator, or closes parentheses; false where the expression ends.
    private mutating func parseOperator(
        _ stacks: inout FieldStacks
    ) throws(TraceQLSyntaxError) -> Bool {
        while case .symbol(let symbol) = try peek().kind {
            if symbol == .rightParenthesis {
                guard try closeParenthesis(&stacks) else { return false }
                continue
            }
            guard let op = FieldOperator(rawValue: symbol.rawValue) else { return false }
            while let top = stacks.pending.last,
                top.op.level > op.level
                    || top.op.level == op.level && op != .power
            {
                try reduce(&stacks)
            }
            let range = try advance().range
            guard op == .equal || op == .notEqual, try peek().kind == .word("nil") else {
                stacks.pending.append(Pending(op: .binary(op), range: range))
                return true
            }
            try advance()
            try apply(.existence(isAbsent: op == .equal), at: lastEnd..<lastEnd, &stacks)
        }
        return false
    }

    /// Closes the innermost parentheses of the expression; false if there are none.
    private mutating func closeParenthesis(
        _ stacks: inout FieldStacks
    ) throws(TraceQLSyntaxError) -> Bool {
        guard stacks.openParenthesisCount > 0 else { return false }
        stacks.openParenthesisCount -= 1
        let end = try advance().range.upperBound
        while let top = stacks.pending.last {
            guard case .parenthesis = top.op else {
                try reduce(&stacks)
                continue
            }
            stacks.pending.removeLast()
            if let last = stacks.operands.indices.last {
                stacks.operands[last].range = top.range.lowerBound..<end
            }
            break
        }
        return true
    }

    // MARK: - Operations

    private mutating func reduce(_ stacks: inout FieldStacks) throws(TraceQLSyntaxError) {
        guard let pending = stacks.pending.popLast() else { return }
        try apply(pending.op, at: pending.range, &stacks)
    }

    /// Replaces operands by an operation on them.
    private mutating func apply(
        _ op: PendingOperator,
        at range: Range<Int>,
        _ stacks: inout FieldStacks
    ) throws(TraceQLSyntaxError) {
        // Every operator that waits has its operands, as operands and operators take turns.
        guard let right = stacks.operands.popLast() else { return }
        if case .binary(let op) = op {
            guard let left = stacks.operands.popLast() else { return }
            stacks.operands.append(try binary(op, left, right))
            return
        }
        let start = min(range.lowerBound, right.range.lowerBound)
        let end = max(range.upperBound, right.range.upperBound)
        stacks.operands.append(try unary(op, right, at: start..<end))
    }

    private mutating func unary(
        _ op: PendingOperator,
        _ operand: FieldOperand,
        at range: Range<Int>
    ) throws(TraceQLSyntaxError) -> FieldOperand {
        var result = operand
        result.range = range
        if let constant = constant(op, operand.expression) {
            result.expression = .literal(constant)
            result.type = constant.type
            return result
        }
        result.height = try height(above: operand.height, at: range)
        switch op {
        case .minus:
            report(TypeRules.violation(ofMinus: operand.expression, operand.type), at: range)
            result.expression = .negative(operand.expression)
        case .not:
            report(TypeRules.violation(ofNot: operand.expression, operand.type), at: range)
            result.expression = .not(operand.expression)
        case .existence(isAbsent: false):
            result.expression = .exists(operand.expression)
            result.type = .boolean
        case .existence(isAbsent: true):
            report(TypeRules.violation(ofAbsent: operand.expression), at: range)
            result.expression = .absent(operand.expression)
            result.type = .boolean
        case .binary, .parenthesis: break
        }
        return result
    }

    /// What an operation on a constant gives; nil if the operand is no constant that fits.
    private func constant(
        _ op: PendingOperator,
        _ operand: FieldExpression
    ) -> TraceQLLiteral? {
        guard case .literal(let literal) = operand else { return nil }
        switch op {
        case .minus: return literal.negated
        case .not:
            guard case .boolean(let value) = literal else { return nil }
            return .boolean(!value)
        case .existence(let isAbsent): return .boolean(!isAbsent)
        case .binary, .parenthesis: return nil
        }
    }

    private mutating func binary(
        _ op: FieldOperator,
        _ left: FieldOperand,
        _ right: FieldOperand
    ) throws(TraceQLSyntaxError) -> FieldOperand {
        let range = left.range.lowerBound..<right.range.upperBound
        if case .literal(let leftLiteral) = left.expression,
            case .literal(let rightLiteral) = right.expression,
            let constant = TraceQLLiteral.result(of: op, leftLiteral, rightLiteral)
        {
            return FieldOperand(
                expression: .literal(constant),
                type: constant.type,
                height: 1,
                range: range
            )
        }
        report(
            TypeRules.violation(
                of: op,
                (left.expression, left.type),
                (right.expression, right.type)
            ),
            at: range
        )
        return FieldOperand(
            expression: .binary(op, left.expression, right.expression),
            type: FieldExpression.type(of: op, left.type, right.type),
            height: try height(above: left.height, right.height, at: range),
            range: range
        )
    }
}

extension FieldOperator {
    /// Operators of a higher level bind tighter; all but the power bind to the left.
    var level: Int {
        switch self {
        case .and, .or: 1
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches,
            .matchesNot:
            2
        case .add, .subtract: 3
        case .multiply, .divide, .remainder: 5
        case .power: 6
        }
    }
}
