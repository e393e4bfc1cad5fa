/// Metrics functions, the stages behind them, and math.
extension Parser {
    /// Reads a function with its grouping and the stages behind it.
    mutating func parseFunction(
        _ keyword: Keyword,
        of pipeline: SpanPipeline,
        _ pipelineHeight: Int
    ) throws(TraceQLSyntaxError) -> (MetricsQuery, height: Int) {
        let start = try advance().range.lowerBound
        try expect(.leftParenthesis)
        let (function, argumentHeight) = try parseArguments(of: keyword)
        report(Self.violation(of: function), at: start..<lastEnd)
        var query = MetricsQuery(pipeline: pipeline, function: function)
        if keyword != .compare, try peekKeyword() == .by {
            let by = try advance().range.lowerBound
            try expect(.leftParenthesis)
            query.grouping = try parseFields()
            report(Self.violation(ofGrouping: query), .unsupported, at: by..<lastEnd)
        }
        let stages = lastEnd
        query.stages = try parseMetricsStages()
        if keyword == .compare, !query.stages.isEmpty {
            report(Self.comparisonStandsAlone, at: stages..<lastEnd)
        }
        let height = try height(above: pipelineHeight, argumentHeight, at: start..<lastEnd)
        return (query, height)
    }

    /// Reads what stands in the parentheses of a function, and the closing one.
    private mutating func parseArguments(
        of keyword: Keyword
    ) throws(TraceQLSyntaxError) -> (MetricsFunction, height: Int) {
        switch keyword {
        case .rate, .countOverTime:
            try expect(.rightParenthesis)
            return (keyword == .rate ? .rate : .countOverTime, 1)
        case .compare:
            let (comparison, height) = try parseComparison()
            return (.compare(comparison), height)
        default: break
        }
        let field = try parseField()
        guard keyword != .quantileOverTime else {
            return (.quantileOverTime(field, try parseQuantiles()), 1)
        }
        try expect(.rightParenthesis)
        switch keyword {
        case .minOverTime: return (.minOverTime(field), 1)
        case .maxOverTime: return (.maxOverTime(field), 1)
        case .sumOverTime: return (.sumOverTime(field), 1)
        case .avgOverTime: return (.avgOverTime(field), 1)
        default: return (.histogramOverTime(field), 1)
        }
    }

    private mutating func parseQuantiles() throws(TraceQLSyntaxError) -> [Double] {
        var quantiles: [Double] = []
        try expect(.comma, orSay: "`,` and a quantile from 0 to 1")
        repeat {
            switch try peek().kind {
            case .integer(let value): quantiles.append(Double(value))
            case .double(let value) where value.isFinite: quantiles.append(value)
            default: throw try unexpected(expected: "a quantile from 0 to 1")
            }
            try advance()
        } while try advance(over: .comma)
        try expect(.rightParenthesis, orSay: "`,` or `)`")
        return quantiles
    }

    private mutating func parseComparison() throws(TraceQLSyntaxError) -> (
        MetricsComparison, height: Int
    ) {
        guard try peeks(.leftBrace) else {
            throw try unexpected(
                expected: "`{`",
                advice: "compare takes a filter: compare({ status = error })"
            )
        }
        let (selection, height) = try parseFilter()
        var comparison = MetricsComparison(selection: selection)
        if try advance(over: .comma) {
            comparison.top = try parseCount("how many values to give")
            if try advance(over: .comma) {
                comparison.start = try parseCount("a start time in nanoseconds since 1970")
                try expect(.comma, orSay: "`,` and an end time in nanoseconds since 1970")
                comparison.end = try parseCount("an end time in nanoseconds since 1970")
            }
        }
        try expect(.rightParenthesis, orSay: "`,` or `)`")
        return (comparison, height)
    }

    /// Reads an integer, which has no sign.
    private mutating func parseCount(_ meaning: String) throws(TraceQLSyntaxError) -> Int64 {
        guard case .integer(let value) = try peek().kind else {
            throw try unexpected(expected: "an integer, \(meaning)")
        }
        try advance()
        return value
    }

    // MARK: - Stages

    /// Reads the stages behind metrics.
    private mutating func parseMetricsStages() throws(TraceQLSyntaxError) -> [MetricsStage] {
        var stages: [MetricsStage] = []
        while true {
            if try advance(over: .pipe) {
                stages.append(try parseRanking())
            } else if case .symbol(let symbol) = try peek().kind,
                let comparison = ComparisonOperator(rawValue: symbol.rawValue)
            {
                try advance()
                stages.append(.filter(comparison, try parseLimit()))
            } else {
                return stages
            }
        }
    }

    private mutating func parseRanking() throws(TraceQLSyntaxError) -> MetricsStage {
        let keyword = try peekKeyword()
        guard keyword == .topk || keyword == .bottomk else {
            throw try unexpected(
                expected: "topk or bottomk",
                advice: "a metrics function is followed by topk, bottomk and comparisons only"
            )
        }
        let start = try advance().range.lowerBound
        try expect(.leftParenthesis)
        let count = try parseCount("how many series to keep")
        try expect(.rightParenthesis)
        if count == 0 {
            report(
                RuleViolation(
                    message: "\(keyword == .topk ? "topk" : "bottomk")(0) keeps no series",
                    advice: "keep one at least"
                ),
                at: start..<lastEnd
            )
        }
        return keyword == .topk ? .top(count) : .bottom(count)
    }

    /// Reads the number of a comparison; a duration in seconds.
    private mutating func parseLimit() throws(TraceQLSyntaxError) -> Double {
        let part = try parseSequence(of: .numbers)
        switch part.constant {
        case .duration(let nanoseconds): return Double(nanoseconds) / 1e9
        case let literal?:
            if let number = literal.number { return number }
        case nil: break
        }
        throw error("points are compared with a number, not \(part.description)", at: part.range)
    }

    /// Reads the stages behind metrics that are in parentheses, or behind math.
    mutating func parseStages(
        behind metrics: MetricsExpression
    ) throws(TraceQLSyntaxError) -> MetricsExpression {
        let start = lastEnd
        let stages = try parseMetricsStages()
        guard !stages.isEmpty else { return metrics }
        switch metrics {
        case .query(var query):
            if case .compare = query.function {
                report(Self.comparisonStandsAlone, at: start..<lastEnd)
            }
            query.stages += stages
            return .query(query)
        case .math(var math):
            math.stages += stages
            return .math(math)
        case .number: return metrics
        }
    }

    // MARK: - Math

    /// An operation between metrics, or a metric and a number.
    mutating func math(
        _ symbol: Symbol,
        _ range: Range<Int>,
        _ left: Part,
        _ right: Part
    ) throws(TraceQLSyntaxError) -> MetricsExpression {
        guard let op = ArithmeticOperator(rawValue: symbol.rawValue), op != .remainder,
            op != .power
        else {
            throw error(
                "`\(symbol.rawValue)` can't stand between \(left.description) "
                    + "and \(right.description)",
                advice: "metrics are combined by +, -, * and /",
                at: range
            )
        }
        return .math(MetricsMath(op, try mathOperand(left), try mathOperand(right)))
    }

    private mutating func mathOperand(
        _ part: Part
    ) throws(TraceQLSyntaxError) -> MetricsExpression {
        if case .metrics(let metrics, isOperand: true) = part.kind {
            if case .query(let query) = metrics, case .compare = query.function {
                report(Self.comparisonStandsAlone, at: part.range)
            }
            return metrics
        }
        guard let literal = part.constant, let number = literal.number else {
            throw error(
                "\(part.description) can't take part in math between metrics",
                advice: "put the metrics query in parentheses: ({ … } | rate()) * 2",
                at: part.range
            )
        }
        guard literal.type != .duration else {
            throw error(
                "a duration can't take part in math between metrics",
                advice: "write it as seconds",
                at: part.range
            )
        }
        return .number(number)
    }

    // MARK: - Rules

    private static let comparisonStandsAlone = RuleViolation(
        message: "nothing can be done with the series of compare()",
        advice: "leave out what follows"
    )

    private static func violation(of function: MetricsFunction) -> RuleViolation? {
        switch function {
        case .quantileOverTime(_, let quantiles):
            guard let wrong = quantiles.first(where: { !(0...1).contains($0) }) else { return nil }
            return RuleViolation(
                message: "a quantile is between 0 and 1, not \(MetricsExpression.text(of: wrong))",
                advice: "the 95th percentile is 0.95"
            )
        case .compare(let comparison):
            if !(1...1000).contains(comparison.top) {
                return RuleViolation(
                    message: "compare() gives 1 to 1000 values, not \(comparison.top)",
                    advice: nil
                )
            }
            if (comparison.start == 0) != (comparison.end == 0) {
                return RuleViolation(
                    message: "compare() takes a start and an end, or neither",
                    advice: "0 stands for no time"
                )
            }
            guard comparison.start != 0, comparison.end <= comparison.start else { return nil }
            return RuleViolation(
                message: "compare() ends before it starts",
                advice: "the end is the last argument"
            )
        default: return nil
        }
    }

    private static func violation(ofGrouping query: MetricsQuery) -> RuleViolation? {
        let limit =
            switch query.function {
            case .histogramOverTime, .quantileOverTime: 4
            default: 5
            }
        guard query.grouping.count > limit else { return nil }
        return RuleViolation(
            message: "\(query.function.name) groups by \(limit) fields at most, "
                + "not \(query.grouping.count)",
            advice: "leave some out"
        )
    }
}
