import DossierPromQLSyntax
import DossierRegularExpressions

/// A part of a query: entries or series, and how deep it nests.
struct Part {
    var query: LogQLQuery
    var height: Int
    var range: Range<Int>
}

extension Parser {
    mutating func parseQuery() throws(LogQLSyntaxError) -> LogQLQuery {
        let part = try parseExpression()
        guard next.kind == .endOfInput else {
            if case .log = part.query, peeks(.pipe) {
                throw error(
                    "unwrap stands within a range",
                    advice: "write sum_over_time({…} | unwrap label [5m])",
                    at: secondNext.range
                )
            }
            throw unexpected(expected: "an operator or the end of the query")
        }
        return part.query
    }

    /// Reads operands and the operators between them that bind at least so tightly.
    private mutating func parseExpression(from level: Int = 1) throws(LogQLSyntaxError) -> Part {
        try nested { parser throws(LogQLSyntaxError) in
            var left = try parser.parseOperand()
            while let op = parser.next.kind.binaryOperator, op.level >= level {
                left = try parser.parseOperation(op, behind: left)
            }
            return left
        }
    }

    /// Reads what makes series.
    private mutating func parseMetric() throws(LogQLSyntaxError) -> (metric: LogMetric, height: Int)
    {
        let part = try parseExpression()
        return (try metric(of: part), part.height)
    }

    private func metric(of part: Part) throws(LogQLSyntaxError) -> LogMetric {
        guard case .metric(let metric) = part.query else {
            throw violation(
                "a log query is no series",
                advice: "make one of it by count_over_time({…}[5m])",
                at: part.range
            )
        }
        return metric
    }

    // MARK: - Operators

    private mutating func parseOperation(
        _ op: BinaryOperator,
        behind left: Part
    ) throws(LogQLSyntaxError) -> Part {
        let leftMetric = try metric(of: left)
        let opRange = advance().range
        let returnsBool = advance(over: .bool)
        let matching = try parseMatching()
        let right = try parseExpression(from: op == .power ? op.level : op.level + 1)
        let range = left.range.lowerBound..<right.range.upperBound
        let operation = LogBinaryOperation(
            op: op,
            left: leftMetric,
            right: try metric(of: right),
            returnsBool: returnsBool,
            matching: matching
        )
        switch (operation.left, operation.right) {
        case (.number, _) where op.isSetOperator, (_, .number) where op.isSetOperator:
            throw violation(
                "`\(op.rawValue)` stands between series, and this is a number",
                advice: "a number as a series is vector(1)",
                at: opRange
            )
        case (.number(let leftNumber), .number(let rightNumber)):
            let value = op.folding(leftNumber, rightNumber)
            return Part(query: .metric(.number(value)), height: 1, range: range)
        default: break
        }
        return Part(
            query: .metric(.binary(operation)),
            height: try height(above: left.height, right.height, at: range),
            range: range
        )
    }

    private mutating func parseMatching() throws(LogQLSyntaxError) -> VectorMatching {
        var matching = VectorMatching()
        guard peeks(.on) || peeks(.ignoring) else { return matching }
        matching.isOn = advance().kind == .keyword(.on)
        matching.labels = try parseLabelNames()
        if advance(over: .groupLeft) {
            matching.cardinality = .manyToOne
        } else if advance(over: .groupRight) {
            matching.cardinality = .oneToMany
        } else {
            return matching
        }
        if peeks(.leftParenthesis), isListOfNames { matching.include = try parseLabelNames() }
        return matching
    }

    /// Whether the parenthesis that is next encloses names, and no series.
    private var isListOfNames: Bool {
        if secondNext.kind == .symbol(.rightParenthesis) { return true }
        if case .identifier = secondNext.kind { return true }
        return false
    }

    // MARK: - Operands

    private mutating func parseOperand() throws(LogQLSyntaxError) -> Part {
        let start = next.range.lowerBound
        switch next.kind {
        case .symbol(.leftBrace):
            let pipeline = LogPipeline(selector: try parseSelector(), stages: try parseStages())
            return Part(query: .log(pipeline), height: 1, range: start..<lastEnd)
        case .symbol(.leftParenthesis):
            advance()
            var part = try parseExpression()
            try expect(.rightParenthesis)
            part.range = start..<lastEnd
            return part
        case .number, .symbol(.minus), .symbol(.plus):
            let value = try parseSignedNumber()
            return Part(query: .metric(.number(value)), height: 1, range: start..<lastEnd)
        case .function(let name):
            let (metric, height) = try parseFunction(name)
            return Part(query: .metric(metric), height: height, range: start..<lastEnd)
        default:
            throw unexpected(expected: "a selector, a function or a number")
        }
    }

    private mutating func parseFunction(
        _ name: String
    ) throws(LogQLSyntaxError) -> (LogMetric, Int) {
        if let function = RangeAggregation.Function(rawValue: name) {
            return (try parseRangeAggregation(function), 1)
        }
        if let function = LogVectorAggregation.Function(rawValue: name) {
            return try parseVectorAggregation(function)
        }
        switch name {
        case "vector":
            advance()
            try expect(.leftParenthesis)
            let value = try parseNumber()
            try expect(.rightParenthesis)
            return (.constant(value), 1)
        case "label_replace": return try parseLabelReplacement()
        default: throw unexpected(expected: "a selector, a function or a number")
        }
    }

    private mutating func parseVectorAggregation(
        _ function: LogVectorAggregation.Function
    ) throws(LogQLSyntaxError) -> (LogMetric, Int) {
        let start = advance().range.lowerBound
        var grouping = try parseGroupingIfNext()
        try expect(.leftParenthesis)
        var count: (text: ByteString, range: Range<Int>)?
        if case .number(let text) = next.kind, secondNext.kind == .symbol(.comma) {
            count = (text, advance().range)
            advance()
        }
        let (operand, operandHeight) = try parseMetric()
        try expect(.rightParenthesis, orSay: "an operator or `)`")
        if grouping == nil { grouping = try parseGroupingIfNext() }
        let range = start..<lastEnd
        let isSort = function == .sort || function == .sortDescending
        guard grouping?.labels.isEmpty ?? true || !isSort,
            grouping == nil || function != .approximateTopK
        else {
            throw violation("\(function.rawValue) takes no grouping", at: range)
        }
        let aggregation = LogVectorAggregation(
            function: function,
            count: try seriesCount(count, of: function, at: range),
            operand: operand,
            // `by ()` is what there is without a grouping.
            grouping: grouping.flatMap { $0.labels.isEmpty && !$0.isWithout ? nil : $0 }
        )
        return (.vector(aggregation), try height(above: operandHeight, at: range))
    }

    private func seriesCount(
        _ written: (text: ByteString, range: Range<Int>)?,
        of function: LogVectorAggregation.Function,
        at range: Range<Int>
    ) throws(LogQLSyntaxError) -> Int? {
        guard let written else {
            guard !function.takesCount else {
                throw violation(
                    "\(function.rawValue) needs a number of series",
                    advice: "write \(function.rawValue)(10, …)",
                    at: range
                )
            }
            return nil
        }
        guard function.takesCount else {
            throw violation("\(function.rawValue) takes no number", at: written.range)
        }
        guard written.text.bytes.allSatisfy(\.isASCIIDigit),
            let count = Int(written.text.description), count > 0
        else {
            throw violation("the number of series is a whole number above 0", at: written.range)
        }
        return count
    }

    private mutating func parseLabelReplacement() throws(LogQLSyntaxError) -> (LogMetric, Int) {
        let start = advance().range.lowerBound
        try expect(.leftParenthesis)
        let (operand, operandHeight) = try parseMetric()
        try expect(.comma, orSay: "an operator or `,`")
        let destination = try expectString("the label to set, in quotes")
        try expect(.comma)
        let replacement = try expectString("its value, in quotes")
        try expect(.comma)
        let source = try expectString("the label to read, in quotes")
        try expect(.comma)
        let range = next.range
        let pattern = try expectString("a regular expression in quotes")
        try check(range) { try RegularExpression(anchoring: pattern) }
        try expect(.rightParenthesis)
        let replace = LogLabelReplacement(
            operand: operand,
            destination: destination,
            replacement: replacement,
            source: source,
            pattern: pattern
        )
        return (.labelReplace(replace), try height(above: operandHeight, at: start..<lastEnd))
    }
}

extension Token.Kind {
    fileprivate var binaryOperator: BinaryOperator? {
        switch self {
        case .symbol(let symbol):
            symbol == .assign ? nil : BinaryOperator(rawValue: symbol.rawValue)
        case .keyword(let keyword): BinaryOperator(rawValue: keyword.rawValue)
        default: nil
        }
    }
}

extension BinaryOperator {
    /// How strongly the operator binds, from 1.
    fileprivate var level: Int {
        switch self {
        case .or: 1
        case .and, .unless: 2
        case .add, .subtract: 4
        case .multiply, .divide, .remainder, .atan2: 5
        case .power: 6
        default: 3
        }
    }
}
