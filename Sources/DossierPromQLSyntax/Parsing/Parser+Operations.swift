extension BinaryOperator {
    /// How strongly the operator binds, from 1.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and, .unless: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .trimUpper,
            .trimLower:
            3
        case .add, .subtract: 4
        case .multiply, .divide, .remainder, .atan2: 5
        case .power: 6
        }
    }
}

extension Parser {
    mutating func parseOperation(
        after lhs: Operand,
        _ op: BinaryOperator
    ) throws(PromQLSyntaxError) -> Operand {
        _ = try advance()
        let returnsBool = try advance(over: .keyword(.bool))
        var matching = VectorMatching()
        try parseMatching(into: &matching)
        let hasFill = try parseFill(into: &matching)
        let minimum = op == .power ? op.precedence : op.precedence + 1
        let rhs = try parseExpression(from: minimum)
        let range = lhs.expression.range.through(rhs.expression.range)
        guard !hasFill || features.contains(.fillModifiers) else {
            throw error("binop fill modifiers are experimental and not enabled", at: range)
        }
        let operation = BinaryOperation(
            op: op,
            lhs: lhs.expression,
            rhs: rhs.expression,
            returnsBool: returnsBool,
            matching: matching,
            range: range
        )
        return try deeper(.binary(operation), than: lhs.height, rhs.height)
    }

    private mutating func parseMatching(
        into matching: inout VectorMatching
    ) throws(PromQLSyntaxError) {
        switch try peek().kind {
        case .keyword(.on): matching.isOn = true
        case .keyword(.ignoring): break
        default: return
        }
        _ = try advance()
        matching.labels = try parseGroupingLabels()
        switch try peek().kind {
        case .keyword(.groupLeft): matching.cardinality = .manyToOne
        case .keyword(.groupRight): matching.cardinality = .oneToMany
        default: return
        }
        _ = try advance()
        if try peek().kind == .leftParenthesis {
            matching.include = try parseGroupingLabels()
        }
    }

    /// Reads fill modifiers; whether there were any.
    private mutating func parseFill(
        into matching: inout VectorMatching
    ) throws(PromQLSyntaxError) -> Bool {
        var hasFill = false
        while case .keyword(let keyword) = try peek().kind, keyword.isFillModifier {
            let isLeft = keyword != .fillRight
            let isRight = keyword != .fillLeft
            guard !(isLeft && matching.fillLeft != nil), !(isRight && matching.fillRight != nil)
            else {
                throw try unexpected()
            }
            _ = try advance()
            _ = try expect(.leftParenthesis, in: "fill modifier", orSay: "\"(\"")
            let value = try parseSignedNumber(in: "fill modifier")
            _ = try expect(.rightParenthesis, in: "fill modifier", orSay: "\")\"")
            matching.fillLeft = isLeft ? value : matching.fillLeft
            matching.fillRight = isRight ? value : matching.fillRight
            hasFill = true
        }
        return hasFill
    }

    private mutating func parseSignedNumber(
        in context: String
    ) throws(PromQLSyntaxError) -> Double {
        var sign = 1.0
        switch try peek().kind {
        case .op(.subtract):
            sign = -1
            _ = try advance()
        case .op(.add): _ = try advance()
        default: break
        }
        switch try peek().kind {
        case .number, .duration: return try sign * parseNumber().value
        default: throw try unexpected(in: context, expected: "number")
        }
    }

    mutating func parseGroupingLabels() throws(PromQLSyntaxError) -> [ByteString] {
        let context = "grouping opts"
        _ = try expect(.leftParenthesis, in: context, orSay: "\"(\"")
        var labels: [ByteString] = []
        if try peek().kind != .rightParenthesis {
            labels.append(try parseGroupingLabel())
            while try advance(over: .comma) {
                if try peek().kind == .rightParenthesis {
                    break
                }
                labels.append(try parseGroupingLabel())
            }
        }
        _ = try expect(.rightParenthesis, in: context, orSay: "\",\" or \")\"")
        return labels
    }

    private mutating func parseGroupingLabel() throws(PromQLSyntaxError) -> ByteString {
        let token = try peek()
        let name: ByteString
        if token.kind == .string {
            name = try unquote(token)
        } else {
            guard token.mayBeGroupingLabel else {
                throw try unexpected(in: "grouping opts", expected: "label")
            }
            name = ByteString(Array(text[token.range.indices]))
        }
        guard LabelSyntax.isValid(name) else {
            throw try unexpected(in: "grouping opts", expected: "label")
        }
        _ = try advance()
        return name
    }
}

extension Parser {
    mutating func parseCall(of name: Token) throws(PromQLSyntaxError) -> Operand {
        let (arguments, height) = try parseArguments()
        let written = ByteString(Array(text[name.range.indices]))
        guard let function = PromQLFunction(rawValue: written.description),
            !function.signature.isExtension || features.contains(.extensions)
        else {
            throw error("unknown function with name \(written.quoted)", at: name.range)
        }
        guard !function.signature.isExperimental || features.contains(.experimentalFunctions) else {
            throw error("function \(written.quoted) is not enabled", at: name.range)
        }
        let range = SourceRange(start: name.range.start, end: lastClosing)
        return try deeper(
            .call(FunctionCall(function: function, arguments: arguments, range: range)),
            than: height
        )
    }

    private mutating func parseArguments() throws(PromQLSyntaxError) -> ([PromQLExpression], Int) {
        _ = try expect(.leftParenthesis)
        var arguments: [PromQLExpression] = []
        var height = 0
        if try peek().kind != .rightParenthesis {
            while true {
                let argument = try parseExpression()
                arguments.append(argument.expression)
                height = max(height, argument.height)
                let comma = try peek()
                guard comma.kind == .comma else { break }
                _ = try advance()
                if try peek().kind == .rightParenthesis {
                    throw error(
                        "trailing commas not allowed in function call args",
                        at: comma.range
                    )
                }
            }
        }
        _ = try expect(.rightParenthesis)
        return (arguments, height)
    }

    mutating func parseAggregation(
        _ op: Aggregation.Operator,
        _ name: Token
    ) throws(PromQLSyntaxError) -> Operand {
        var grouping: [ByteString]?
        var isWithout = false
        let (arguments, height) = try insideAggregation { parser throws(PromQLSyntaxError) in
            try parser.parseGrouping(into: &grouping, isWithout: &isWithout)
            return try parser.parseArguments()
        }
        var end = lastClosing
        if grouping == nil {
            let kind = try peek().kind
            if kind == .keyword(.by) || kind == .keyword(.without) {
                try insideAggregation { parser throws(PromQLSyntaxError) in
                    try parser.parseGrouping(into: &grouping, isWithout: &isWithout)
                }
                end = lastClosing
            }
        }
        let range = SourceRange(start: name.range.start, end: end)
        let inner = try split(arguments, of: op, at: range)
        let aggregation = Aggregation(
            op: op,
            inner: inner.last,
            parameter: inner.parameter,
            grouping: grouping ?? [],
            isWithout: isWithout,
            range: range
        )
        return try deeper(.aggregate(aggregation), than: height)
    }

    private mutating func parseGrouping(
        into grouping: inout [ByteString]?,
        isWithout: inout Bool
    ) throws(PromQLSyntaxError) {
        switch try peek().kind {
        case .keyword(.by): isWithout = false
        case .keyword(.without): isWithout = true
        default: return
        }
        _ = try advance()
        grouping = try parseGroupingLabels()
    }

    private func split(
        _ arguments: [PromQLExpression],
        of op: Aggregation.Operator,
        at range: SourceRange
    ) throws(PromQLSyntaxError) -> (parameter: PromQLExpression?, last: PromQLExpression) {
        guard let last = arguments.last else {
            throw error("no arguments for aggregate expression provided", at: range)
        }
        guard !op.isExperimental || features.contains(.experimentalFunctions) else {
            throw error(
                "\(op.rawValue)() is experimental and must be enabled with "
                    + "--enable-feature=promql-experimental-functions",
                at: range
            )
        }
        let expected = op.parameterType == nil ? 1 : 2
        guard arguments.count == expected else {
            throw error(
                "wrong number of arguments for aggregate expression provided, "
                    + "expected \(expected), got \(arguments.count)",
                at: range
            )
        }
        return (expected == 2 ? arguments.first : nil, last)
    }
}
