import DossierPromQLSyntax

extension Parser {
    /// Reads conditions on labels: `and` binds tighter than `or`; a comma, or nothing, takes all
    /// that follows to its right.
    ///
    /// What is no address is an error here if `isChecked` says so, else with each entry.
    mutating func parseLabelFilter(
        isChecked: Bool
    ) throws(LogQLSyntaxError) -> (filter: LabelFilter, height: Int) {
        // Not by recursion, as the canonical text of a long list has a group for each condition.
        var open = [LabelFilterGroup(level: 0)]
        while true {
            while advance(over: .leftParenthesis) {
                // Between two of the canonical text is an operator's right side.
                guard open.count <= 2 * LogQLQuery.nestingLimit else {
                    throw tooDeep(LogQLQuery.nestingLimit, at: next.range)
                }
                open.append(LabelFilterGroup(level: 0, isInParentheses: true))
            }
            var operand = try parseLabelCondition(isChecked: isChecked)
            while let group = open.popLast() {
                var group = group
                try take(operand, &group)
                if let (operation, rightLevel) = labelFilterOperation(from: group.level) {
                    if operation != .juxtaposition { advance() }
                    open += group.waiting(for: operation, rightLevel)
                    break
                }
                operand = try close(group)
                if open.isEmpty { return operand }
            }
        }
    }

    /// Makes one condition of an operand and what stands before it.
    private func take(
        _ operand: LabelFilterGroup.Condition,
        _ group: inout LabelFilterGroup
    ) throws(LogQLSyntaxError) {
        guard let (left, isOr) = group.left else {
            group.last = operand
            return
        }
        group.left = nil
        group.last = (
            isOr ? .or(left.filter, operand.filter) : .and(left.filter, operand.filter),
            try height(above: left.height, operand.height, at: next.range)
        )
    }

    /// Makes one condition of those between commas.
    private mutating func close(
        _ group: LabelFilterGroup
    ) throws(LogQLSyntaxError) -> LabelFilterGroup.Condition {
        var conditions = group.conditions
        guard var result = group.last else { throw unexpected(expected: "the name of a label") }
        while let condition = conditions.popLast() {
            result = (
                .and(condition.filter, result.filter),
                try height(above: condition.height, result.height, at: next.range)
            )
        }
        if group.isInParentheses {
            try expect(.rightParenthesis, orSay: "`and`, `or` or `)`")
        }
        return result
    }

    /// The operator that is next, and from which level on its right side binds; nil if there is
    /// none that binds as tightly as asked for.
    private func labelFilterOperation(from level: Int) -> (LabelFilterOperation, Int)? {
        switch next.kind {
        case .keyword(.or): level <= 1 ? (.or, 2) : nil
        case .keyword(.and): level <= 2 ? (.and, 3) : nil
        case .symbol(.comma): (.comma, 0)
        case .identifier, .symbol(.leftParenthesis): (.juxtaposition, 0)
        default: nil
        }
    }

    private mutating func parseLabelCondition(
        isChecked: Bool
    ) throws(LogQLSyntaxError) -> LabelFilterGroup.Condition {
        let label = try expectIdentifier("the name of a label")
        let (matcher, comparison) = (next.kind.matcherKind, next.kind.comparison)
        guard matcher != nil || comparison != nil else {
            throw unexpected(expected: "an operator such as `=` or `>`")
        }
        let range = next.range
        advance()
        if case .string = next.kind {
            guard let matcher else {
                throw error(
                    "a text is compared by =, !=, =~ and !~",
                    advice: "numbers, durations and sizes stand without quotes",
                    at: range
                )
            }
            return (.matches(try parseValue(of: label, matcher)), 1)
        }
        guard let comparison else { throw unexpected(expected: "a string") }
        return (try parseComparison(of: label, comparison, isChecked: isChecked), 1)
    }

    private mutating func parseComparison(
        of label: ByteString,
        _ comparison: LabelComparison,
        isChecked: Bool
    ) throws(LogQLSyntaxError) -> LabelFilter {
        switch next.kind {
        case .duration(let nanoseconds):
            advance()
            return .duration(label: label, comparison, nanoseconds)
        case .byteCount(let count):
            advance()
            return .byteCount(label: label, comparison, count)
        case .function("ip") where comparison == .equal || comparison == .notEqual:
            let text = try parseAddress(isChecked: isChecked)
            return .address(label: label, isNegated: comparison == .notEqual, text)
        case .number, .symbol(.minus), .symbol(.plus):
            return .number(label: label, comparison, try parseSignedNumber())
        default:
            throw unexpected(
                expected: "a string, a number, a duration, a size or ip(…)",
                advice: {
                    if case .identifier(let name) = next.kind {
                        return "strings stand in quotes: \"\(name)\""
                    }
                    return nil
                }()
            )
        }
    }

    /// Reads a number, with a sign in front or not.
    mutating func parseSignedNumber() throws(LogQLSyntaxError) -> Double {
        let sign: Double = peeks(.minus) ? -1 : 1
        if peeks(.minus) || peeks(.plus) { advance() }
        return try sign * parseNumber()
    }

    mutating func parseNumber() throws(LogQLSyntaxError) -> Double {
        guard case .number(let text) = next.kind else { throw unexpected(expected: "a number") }
        let range = advance().range
        guard let value = try? NumberText.parseFloat(text.bytes) else {
            throw error(
                "\(text) is not a number of LogQL",
                advice: "write it in decimal digits",
                at: range
            )
        }
        return value
    }
}

private enum LabelFilterOperation {
    case and, or, comma, juxtaposition
}

/// Conditions that are not read to their end: all of a filter, those between parentheses, or the
/// right side of an operator.
private struct LabelFilterGroup {
    typealias Condition = (filter: LabelFilter, height: Int)

    /// Operators that bind less tightly end it.
    var level: Int
    var isInParentheses = false
    /// What stands before commas.
    var conditions: [Condition] = []
    /// What an operator combines with the operand that comes next.
    var left: (Condition, isOr: Bool)?
    var last: Condition?

    /// The group, and the one of the operator's right side, that go on with the next operand.
    func waiting(for operation: LabelFilterOperation, _ rightLevel: Int) -> [LabelFilterGroup] {
        guard let last else { return [self] }
        var group = self
        switch operation {
        case .comma, .juxtaposition:
            group.conditions.append(last)
            group.level = rightLevel
            return [group]
        case .and, .or:
            group.left = (last, operation == .or)
            return [group, LabelFilterGroup(level: rightLevel)]
        }
    }
}
