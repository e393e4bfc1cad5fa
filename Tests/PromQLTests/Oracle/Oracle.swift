import DossierPromQLSyntax

/// PromQL over series of floats by its definitions, in plain arrays and dictionaries, one step at a
/// time and with nothing kept between steps.
///
/// It shares the parser with the engine, and nothing else: no labels, selection, windows, matching
/// or arithmetic. Written from the documentation of Prometheus 3; what it has no definition of, it
/// refuses. Names are dropped by the function or operator that must.
struct Oracle {
    let series: [OracleSeries]
    /// The query: milliseconds; a step of 0 for one time.
    let start: Int64
    let end: Int64
    let step: Int64

    /// The values by series and time.
    func run(_ expression: PromQLExpression) throws -> [OracleLabels: [Int64: Double]] {
        var found: [OracleLabels: [Int64: Double]] = [:]
        var time = start
        while time <= end {
            switch try value(expression, time) {
            case .scalar(let number): found[[:], default: [:]][time] = number
            case .vector(let samples):
                for sample in try unique(samples) {
                    found[sample.labels, default: [:]][time] = sample.value
                }
            case .matrix: throw OracleError.unsupported("a range vector as the result")
            }
            time += max(step, 1)
            if step == 0 { break }
        }
        return found
    }

    func value(_ expression: PromQLExpression, _ time: Int64) throws -> OracleResult {
        switch expression {
        case .number(let literal): return .scalar(literal.value)
        case .string: throw OracleError.unsupported("a string")
        case .parentheses(let node): return try value(node.inner, time)
        case .vectorSelector(let selector): return .vector(try instant(selector, time))
        case .matrixSelector(let node): return .matrix(try window(node, time))
        case .subquery(let node): return .matrix(try window(node, time))
        case .unary(let node):
            switch try value(node.operand, time) {
            case .scalar(let number): return .scalar(node.op == .minus ? -number : number)
            case .vector(let samples):
                guard node.op == .minus else { return .vector(samples) }
                return .vector(try map(samples) { -$0 })
            case .matrix: throw OracleError.unsupported("a sign of a range vector")
            }
        case .binary(let node): return try binary(node, time)
        case .aggregate(let node): return .vector(try aggregate(node, time))
        case .call(let node): return try call(node, time)
        }
    }

    func vector(_ expression: PromQLExpression, _ time: Int64) throws -> [OracleSample] {
        guard case .vector(let samples) = try value(expression, time) else {
            throw OracleError.unsupported("no vector")
        }
        return samples
    }

    func scalar(_ expression: PromQLExpression, _ time: Int64) throws -> Double {
        guard case .scalar(let number) = try value(expression, time) else {
            throw OracleError.unsupported("no scalar")
        }
        return number
    }

    /// Each value changed, and the name gone.
    func map(_ samples: [OracleSample], _ change: (Double) -> Double) throws -> [OracleSample] {
        try unique(
            samples.map {
                OracleSample(labels: $0.labels.withoutName, value: change($0.value), time: $0.time)
            }
        )
    }

    func unique(_ samples: [OracleSample]) throws -> [OracleSample] {
        guard Set(samples.map(\.labels)).count == samples.count else {
            throw OracleError.failure("the same labels twice")
        }
        return samples
    }
}

// MARK: Selectors

extension Oracle {
    private func milliseconds(_ duration: DurationValue) throws -> Int64 {
        guard case .milliseconds(let length) = duration else {
            throw OracleError.unsupported("a computed duration")
        }
        return length
    }

    private func moment(
        _ time: Int64,
        _ at: AtModifier?,
        _ offset: DurationValue
    ) throws -> Int64 {
        let base =
            switch at {
            case nil: time
            case .timestamp(let fixed): fixed
            case .start: start
            case .end: end
            }
        return base - (try milliseconds(offset))
    }

    private func selected(_ selector: VectorSelector) throws -> [OracleSeries] {
        guard selector.windowExtension == nil else {
            throw OracleError.unsupported("anchored and smoothed")
        }
        let conditions = try selector.matchers.map { matcher in
            (name: "\(matcher.name)", matches: try condition(matcher))
        }
        return series.filter { one in
            conditions.allSatisfy { $0.matches(one.labels[$0.name] ?? "") }
        }
    }

    private func condition(_ matcher: LabelMatcher) throws -> (String) -> Bool {
        let text = "\(matcher.value)"
        switch matcher.kind {
        case .equal: return { $0 == text }
        case .notEqual: return { $0 != text }
        case .matchesRegularExpression, .notMatchesRegularExpression:
            let pattern = try Regex(text)
            let isWanted = matcher.kind == .matchesRegularExpression
            return { (try? pattern.wholeMatch(in: $0)) != nil ? isWanted : !isWanted }
        }
    }

    /// The latest sample of the five minutes before, unless it is a stale marker.
    private func instant(_ selector: VectorSelector, _ time: Int64) throws -> [OracleSample] {
        let moment = try moment(time, selector.at, selector.offset)
        return try selected(selector).compactMap { one in
            let latest = one.samples.last { $0.time <= moment }
            guard let latest, latest.time > moment - 5 * 60_000, !Self.isStale(latest.value) else {
                return nil
            }
            return OracleSample(labels: one.labels, value: latest.value, time: latest.time)
        }
    }

    private func window(_ node: MatrixSelector, _ time: Int64) throws -> [OracleWindow] {
        let end = try moment(time, node.selector.at, node.selector.offset)
        let start = end - (try milliseconds(node.window))
        return try selected(node.selector).compactMap { one in
            let inside = one.samples.filter {
                $0.time > start && $0.time <= end && !Self.isStale($0.value)
            }
            guard !inside.isEmpty else { return nil }
            return OracleWindow(labels: one.labels, samples: inside, start: start, end: end)
        }
    }

    /// The values at the multiples of the step that are in the window; a step of a minute unless
    /// there is another.
    private func window(_ node: Subquery, _ time: Int64) throws -> [OracleWindow] {
        let end = try moment(time, node.at, node.offset)
        let start = end - (try milliseconds(node.window))
        let step = try node.step.map(milliseconds) ?? 60_000
        var windows: [OracleLabels: OracleWindow] = [:]
        // A multiple that is not in the window yet, to begin with.
        for time in stride(from: (start / step - 1) * step, through: end, by: Int(step))
        where time > start {
            for sample in try unique(vector(node.inner, time)) {
                windows[
                    sample.labels,
                    default: OracleWindow(
                        labels: sample.labels,
                        samples: [],
                        start: start,
                        end: end
                    )
                ].samples.append((time, sample.value))
            }
        }
        return Array(windows.values)
    }

    private static func isStale(_ value: Double) -> Bool {
        value.bitPattern == 0x7ff0_0000_0000_0002
    }
}
