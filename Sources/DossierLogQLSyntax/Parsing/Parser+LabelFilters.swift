import DossierPromQLSyntax

extension Parser {
    /// Reads conditions on labels: `and` binds tighter than `or`; a comma, or nothing, takes all
    /// that follows to its right.
    ///
    /// What is no address is an error here if `isChecked` says so, else with each entry.
    mutating func parseLabelFilter(
        isChecked: Bool,
        from level: Int = 0
    ) throws(LogQLSyntaxError) -> (filter: LabelFilter, height: Int) {
        try nested { parser throws(LogQLSyntaxError) in
            try parser.parseLabelFilters(isChecked: isChecked, from: level)
        }
    }

    private mutating func parseLabelFilters(
        isChecked: Bool,
        from level: Int
    ) throws(LogQLSyntaxError) -> (filter: LabelFilter, height: Int) {
        var level = level
        /// What is left of the commas so far.
        var conditions: [(filter: LabelFilter, height: Int)] = []
        var last = try parseLabelFilterOperand(isChecked: isChecked)
        while let (operation, rightLevel) = labelFilterOperation(from: level) {
            if operation != .juxtaposition { advance() }
            if operation == .comma || operation == .juxtaposition {
                conditions.append(last)
                last = try parseLabelFilterOperand(isChecked: isChecked)
                level = rightLevel
                continue
            }
            let right = try parseLabelFilter(isChecked: isChecked, from: rightLevel)
            last = (
                operation == .or ? .or(last.filter, right.filter) : .and(last.filter, right.filter),
                try height(above: last.height, right.height, at: next.range)
            )
        }
        while let condition = conditions.popLast() {
            last = (
                .and(condition.filter, last.filter),
                try height(above: condition.height, last.height, at: next.range)
            )
        }
        return last
    }

    private enum LabelFilterOperation {
        case and, or, comma, juxtaposition
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

    private mutating func parseLabelFilterOperand(
        isChecked: Bool
    ) throws(LogQLSyntaxError) -> (filter: LabelFilter, height: Int) {
        if advance(over: .leftParenthesis) {
            let inner = try parseLabelFilter(isChecked: isChecked)
            try expect(.rightParenthesis, orSay: "`and`, `or` or `)`")
            return inner
        }
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
