/// Reads PromQL expressions: precedence climbing over the words of a `Lexer`.
///
/// Messages and their positions are Prometheus', whose parser is generated from a grammar: where
/// a syntax error is found, the innermost construct that knows how to name it names it.
struct Parser {
    /// An expression, and how deep it nests.
    struct Operand {
        var expression: PromQLExpression
        var height = 1
    }

    private(set) var lexer: Lexer
    let features: SyntaxFeatures
    private var lookahead: Token?
    /// Where the last number or closing bracket ended that was read.
    private(set) var lastClosing = 0
    private var nesting = 0
    /// How many parts the duration has that is being read.
    var durationPartCount = 0
    /// How many aggregations are open; a syntax error within one is said to be in it.
    private var openAggregations = 0

    init(_ text: [UInt8], features: SyntaxFeatures, from position: Int = 0) {
        lexer = Lexer(text, from: position)
        self.features = features
    }

    var text: [UInt8] { lexer.text }

    /// Where the text stands that was not read yet.
    var position: Int { lookahead?.range.start ?? lexer.position }
}

extension PromQLExpression {
    /// Reads and checks an expression.
    package init(
        parsing text: String,
        features: SyntaxFeatures = []
    ) throws(PromQLSyntaxError) {
        try self.init(parsing: Array(text.utf8), features: features)
    }

    /// Reads and checks an expression.
    package init(
        parsing text: [UInt8],
        features: SyntaxFeatures = []
    ) throws(PromQLSyntaxError) {
        var parser = Parser(text, features: features)
        let parsed = try parser.parseWhole()
        var check = TypeCheck(text: text)
        self = try check.check(parsed).expression
    }
}

extension Parser {
    fileprivate mutating func parseWhole() throws(PromQLSyntaxError) -> PromQLExpression {
        if try peek().kind == .endOfInput {
            throw error("no expression found in input", at: SourceRange(start: 0, end: 0))
        }
        let operand = try parseExpression()
        if try peek().kind != .endOfInput {
            throw try unexpected()
        }
        return operand.expression
    }

    mutating func parseExpression(from minimum: Int = 1) throws(PromQLSyntaxError) -> Operand {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= PromQLExpression.nestingLimit else {
            throw tooDeep(at: try peek().range)
        }
        var lhs = try parseOperand()
        while case .op(let op) = try peek().kind, op.precedence >= minimum {
            lhs = try parseOperation(after: lhs, op)
        }
        return lhs
    }

    private mutating func parseOperand() throws(PromQLSyntaxError) -> Operand {
        let sign = try peek()
        let op: UnaryOperation.Operator
        switch sign.kind {
        case .op(.add): op = .plus
        case .op(.subtract): op = .minus
        default: return try parsePostfix(of: parsePrimary())
        }
        _ = try advance()
        let operand = try parseExpression(from: BinaryOperator.multiply.precedence + 1)
        if case .number(var literal) = operand.expression {
            if op == .minus {
                literal.value = -literal.value
            }
            literal.range.start = sign.range.start
            return Operand(expression: .number(literal))
        }
        let range = sign.range.through(operand.expression.range)
        return try deeper(
            .unary(UnaryOperation(op: op, operand: operand.expression, range: range)),
            than: operand.height
        )
    }

    private mutating func parsePrimary() throws(PromQLSyntaxError) -> Operand {
        let token = try peek()
        switch token.kind {
        case .number, .duration:
            return Operand(expression: .number(try parseNumber()))
        case .string:
            _ = try advance()
            let value = try unquote(token)
            return Operand(expression: .string(StringLiteral(value: value, range: token.range)))
        case .leftBrace:
            return Operand(expression: .vectorSelector(try parseSelector(named: nil)))
        case .leftParenthesis:
            _ = try advance()
            let inner = try parseExpression()
            let closing = try expect(.rightParenthesis)
            let range = token.range.through(closing.range)
            return try deeper(
                .parentheses(Parenthesized(inner: inner.expression, range: range)),
                than: inner.height
            )
        case .identifier, .keyword(.start), .keyword(.end), .keyword(.step), .keyword(.range),
            .keyword(.minOf), .keyword(.maxOf):
            _ = try advance()
            guard try peek().kind == .leftParenthesis else {
                return Operand(expression: .vectorSelector(try parseSelector(named: token)))
            }
            return try parseCall(of: token)
        case .aggregator(let op):
            _ = try advance()
            switch try peek().kind {
            case .leftParenthesis, .keyword(.by), .keyword(.without):
                return try parseAggregation(op, token)
            default:
                return Operand(expression: .vectorSelector(try parseSelector(named: token)))
            }
        default:
            guard token.mayBeMetricName else { throw try unexpected() }
            _ = try advance()
            return Operand(expression: .vectorSelector(try parseSelector(named: token)))
        }
    }

    mutating func parseNumber() throws(PromQLSyntaxError) -> NumberLiteral {
        let token = try advance()
        let written = Array(text[token.range.start..<token.range.end])
        guard token.kind == .duration else {
            do {
                let value = try NumberText.parse(written)
                return NumberLiteral(value: value, range: token.range)
            } catch let failure {
                let reason = failure == .outOfRange ? "value out of range" : "invalid syntax"
                let quoted = ByteString(written).quoted
                throw error(
                    "error parsing number: strconv.ParseFloat: parsing \(quoted): \(reason)",
                    at: token.range
                )
            }
        }
        do {
            let milliseconds = try DurationText.parse(written)
            let seconds =
                Double(milliseconds / 1000) + Double(milliseconds % 1000 * 1_000_000) / 1e9
            return NumberLiteral(value: seconds, isDuration: true, range: token.range)
        } catch let failure {
            let quoted = ByteString(written).quoted
            throw error(
                failure == .outOfRange
                    ? "duration out of range" : "not a valid duration string: \(quoted)",
                at: token.range
            )
        }
    }

    func unquote(_ token: Token) throws(PromQLSyntaxError) -> ByteString {
        guard let value = ByteString(unquoting: text[token.range.start..<token.range.end]) else {
            throw error("error unquoting string: invalid syntax", at: token.range)
        }
        return value
    }
}

// MARK: - Words and errors

extension Parser {
    mutating func peek() throws(PromQLSyntaxError) -> Token {
        if let lookahead {
            return lookahead
        }
        let token = try lexer.next()
        if token.isClosing {
            lastClosing = token.range.end
        }
        lookahead = token
        return token
    }

    mutating func advance() throws(PromQLSyntaxError) -> Token {
        let token = try peek()
        lookahead = nil
        return token
    }

    /// Steps over the word if it is of the kind.
    mutating func advance(over kind: Token.Kind) throws(PromQLSyntaxError) -> Bool {
        guard try peek().kind == kind else { return false }
        lookahead = nil
        return true
    }

    mutating func expect(
        _ kind: Token.Kind,
        in context: String = "",
        orSay expected: String = ""
    ) throws(PromQLSyntaxError) -> Token {
        guard try peek().kind == kind else { throw try unexpected(in: context, expected: expected) }
        return try advance()
    }

    func error(_ message: String, at range: SourceRange) -> PromQLSyntaxError {
        PromQLSyntaxError(message, at: range, in: text)
    }

    mutating func unexpected(
        in context: String = "",
        expected: String = ""
    ) throws(PromQLSyntaxError) -> PromQLSyntaxError {
        let token = try peek()
        var message = "unexpected \(token.description(in: text))"
        if !context.isEmpty {
            message += " in \(context)"
        } else if openAggregations > 0 {
            message += " in aggregation"
        }
        if !expected.isEmpty {
            message += ", expected \(expected)"
        }
        return error(message, at: token.range)
    }

    func tooDeep(at range: SourceRange) -> PromQLSyntaxError {
        error(
            "expression nests deeper than \(PromQLExpression.nestingLimit) levels",
            at: range
        )
    }

    /// An operand one level above others.
    func deeper(
        _ expression: PromQLExpression,
        than heights: Int...
    ) throws(PromQLSyntaxError) -> Operand {
        let height = (heights.max() ?? 0) + 1
        guard height <= PromQLExpression.nestingLimit else {
            throw tooDeep(at: expression.range)
        }
        return Operand(expression: expression, height: height)
    }

    /// Reads the arguments of an aggregation: within them, syntax errors are said to be in it.
    mutating func insideAggregation<Result>(
        _ body: (inout Parser) throws(PromQLSyntaxError) -> Result
    ) throws(PromQLSyntaxError) -> Result {
        openAggregations += 1
        let result = try body(&self)
        openAggregations -= 1
        return result
    }
}
