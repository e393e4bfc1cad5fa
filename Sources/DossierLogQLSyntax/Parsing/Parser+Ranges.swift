import DossierPromQLSyntax

/// A range as far as it was read: the interval may stand before the stages or behind them.
private struct RangePart {
    var pipeline: LogPipeline
    var unwrap: LogUnwrap?
    var interval: (nanoseconds: Int64, offset: Int64)?
}

extension Parser {
    /// Reads a range function with its range.
    mutating func parseRangeAggregation(
        _ function: RangeAggregation.Function
    ) throws(LogQLSyntaxError) -> LogMetric {
        let start = advance().range.lowerBound
        try expect(.leftParenthesis)
        var parameter: Double?
        if case .number = next.kind {
            parameter = try parseNumber()
            try expect(.comma)
        }
        let range = try parseRange()
        try expect(.rightParenthesis)
        let grouping = try parseGroupingIfNext()
        let aggregation = RangeAggregation(
            function: function,
            parameter: parameter,
            range: range,
            grouping: grouping
        )
        if let (message, advice) = Self.rule(about: aggregation) {
            throw violation(message, advice: advice, at: start..<lastEnd)
        }
        return .range(aggregation)
    }

    private static func rule(
        about aggregation: RangeAggregation
    ) -> (message: String, advice: String?)? {
        let function = aggregation.function
        let name = function.rawValue
        if function == .quantileOverTime, aggregation.parameter == nil {
            return ("\(name) needs a quantile", "write \(name)(0.99, {…} | unwrap label [5m])")
        }
        if function != .quantileOverTime, aggregation.parameter != nil {
            return ("\(name) takes no number", nil)
        }
        if aggregation.range.unwrap == nil, function.needsUnwrap {
            return ("\(name) is over the values of a label", "add | unwrap label before the range")
        }
        if aggregation.range.unwrap != nil, !function.takesUnwrap {
            return ("\(name) is over lines", "leave the unwrap out, or use sum_over_time")
        }
        if aggregation.grouping != nil, !function.takesGrouping {
            return ("\(name) takes no grouping", "group by sum: sum by (label) (\(name)(…))")
        }
        return nil
    }

    /// Reads `{…} stages [5m] offset 1m`, in any of the orders that the language has.
    private mutating func parseRange() throws(LogQLSyntaxError) -> LogRange {
        let part = try parseRangePart()
        guard let interval = part.interval else { throw missingInterval() }
        return LogRange(
            pipeline: part.pipeline,
            unwrap: part.unwrap,
            interval: interval.nanoseconds,
            offset: interval.offset
        )
    }

    private func missingInterval() -> LogQLSyntaxError {
        unexpected(expected: "a range such as [5m]")
    }

    private mutating func parseRangePart() throws(LogQLSyntaxError) -> RangePart {
        guard advance(over: .leftParenthesis) else { return try parseOpenRange() }
        var part = try nested { parser throws(LogQLSyntaxError) in try parser.parseRangePart() }
        try expect(.rightParenthesis)
        guard part.interval == nil else { return part }
        part.interval = try parseInterval()
        guard part.interval != nil else { throw missingInterval() }
        if part.unwrap == nil, part.pipeline.stages.isEmpty { part.unwrap = try parseUnwrap() }
        return part
    }

    private mutating func parseOpenRange() throws(LogQLSyntaxError) -> RangePart {
        guard peeks(.leftBrace) else {
            throw unexpected(expected: "a selector such as {service_name=\"cart\"}")
        }
        var part = RangePart(pipeline: LogPipeline(selector: try parseSelector()))
        part.interval = try parseInterval()
        part.pipeline.stages = try parseStages()
        part.unwrap = try parseUnwrap()
        if part.interval == nil { part.interval = try parseInterval() }
        return part
    }

    /// Reads `[5m] offset 1m`, if it is next.
    private mutating func parseInterval() throws(LogQLSyntaxError) -> (Int64, Int64)? {
        guard case .interval(let nanoseconds) = next.kind else { return nil }
        advance()
        guard advance(over: .offset) else { return (nanoseconds, 0) }
        guard case .duration(let offset) = next.kind else {
            throw unexpected(expected: "a duration such as 5m")
        }
        advance()
        return (nanoseconds, offset)
    }

    /// Reads `| unwrap label` with the conditions behind it, if it is next.
    private mutating func parseUnwrap() throws(LogQLSyntaxError) -> LogUnwrap? {
        guard peeks(.pipe), secondNext.kind == .keyword(.unwrap) else { return nil }
        advance()
        advance()
        var unwrap: LogUnwrap
        if case .function(let name) = next.kind,
            let conversion = LogUnwrap.Conversion(rawValue: name)
        {
            advance()
            try expect(.leftParenthesis)
            let label = try expectIdentifier("the name of a label")
            unwrap = LogUnwrap(label: label, conversion: conversion)
            try expect(.rightParenthesis)
        } else {
            unwrap = LogUnwrap(label: try expectIdentifier("the name of a label"))
        }
        while advance(over: .pipe) {
            unwrap.filters.append(try parseLabelFilter(isChecked: false).filter)
        }
        return unwrap
    }

    /// Reads `by (…)` or `without (…)`, if it is next.
    mutating func parseGroupingIfNext() throws(LogQLSyntaxError) -> LogGrouping? {
        let isWithout = peeks(.without)
        guard isWithout || peeks(.by) else { return nil }
        advance()
        return LogGrouping(labels: try parseLabelNames(), isWithout: isWithout)
    }

    /// Reads names of labels in parentheses.
    mutating func parseLabelNames() throws(LogQLSyntaxError) -> [ByteString] {
        try expect(.leftParenthesis)
        var names: [ByteString] = []
        if advance(over: .rightParenthesis) { return names }
        repeat {
            names.append(try expectIdentifier("the name of a label"))
        } while advance(over: .comma)
        try expect(.rightParenthesis, orSay: "`,` or `)`")
        return names
    }
}
