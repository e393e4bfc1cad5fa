import DossierPrimitives

extension MetricsExpression: CustomStringConvertible {
    package var description: String {
        switch self {
        case .query(let query): query.description
        case .number(let value): Self.text(of: value)
        case .math(let math): math.description
        }
    }

    fileprivate var operandText: String {
        if case .number = self { return description }
        return "(\(description))"
    }

    /// A number with the fewest digits, without an exponent where it is an integer of 64 bits.
    static func text(of value: Double) -> String {
        if value.isNaN { return "(0.0 / 0.0)" }
        if value == 0, value.sign == .minus { return "-0.0" }
        let isPlain = value.magnitude < 0x1p63 && value.magnitude >= 1e-4 || value == 0
        return isPlain ? FloatText.decimal(value) : FloatText.general(value)
    }
}

extension MetricsMath: CustomStringConvertible {
    /// The text, which is also the name of the result.
    package var description: String {
        "\(left.operandText) \(op.rawValue) \(right.operandText)" + stages.text
    }
}

extension MetricsQuery: CustomStringConvertible {
    package var description: String {
        let labels = grouping.map(\.description).joined(separator: ",")
        return "\(pipeline) | \(function)" + (grouping.isEmpty ? "" : "by(\(labels))")
            + stages.text
    }
}

extension MetricsFunction: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rate, .countOverTime: "\(name)()"
        case .minOverTime(let field), .maxOverTime(let field), .sumOverTime(let field),
            .avgOverTime(let field), .histogramOverTime(let field):
            "\(name)(\(field))"
        case .quantileOverTime(let field, let quantiles):
            "\(name)(\(([field.description] + quantiles.map(Self.text(ofQuantile:))).joined(separator: ",")))"
        case .compare(let comparison): "\(name)(\(comparison))"
        }
    }

    /// A quantile with five decimals, or with all it has.
    private static func text(ofQuantile value: Double) -> String {
        let short = FloatText.formatted(value, digits: 5, verb: "f")
        return Double(short) == value ? short : FloatText.openMetrics(value)
    }
}

extension MetricsComparison: CustomStringConvertible {
    package var description: String {
        var text = "{ \(selection) }"
        let hasTimes = start != 0 || end != 0
        if hasTimes || top != Self.defaultTop { text += ", \(top)" }
        return text + (hasTimes ? ", \(start), \(end)" : "")
    }
}

extension [MetricsStage] {
    fileprivate var text: String {
        map { stage in
            switch stage {
            case .top(let count): " | topk(\(count))"
            case .bottom(let count): " | bottomk(\(count))"
            case .filter(let comparison, let value):
                " \(comparison.rawValue) \(MetricsExpression.text(of: value))"
            }
        }
        .joined()
    }
}
