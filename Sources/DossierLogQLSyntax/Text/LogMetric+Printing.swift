import DossierPrimitives
import DossierPromQLSyntax

extension LogMetric: CustomStringConvertible {
    /// The text, with operations in parentheses.
    package var description: String {
        switch self {
        case .range(let aggregation): aggregation.description
        case .vector(let aggregation): aggregation.description
        case .binary(let operation): operation.description
        case .number(let value): Self.text(of: value)
        case .constant(let value): "vector(\(FloatText.decimal(value)))"
        case .labelReplace(let replacement): replacement.description
        }
    }

    /// A number; one that LogQL can't write as what folds to it.
    private static func text(of value: Double) -> String {
        if value.isNaN { return "(0 / 0)" }
        guard value.isFinite else { return value > 0 ? "(10 ^ 999)" : "(-10 ^ 999)" }
        return FloatText.general(value)
    }
}

extension LogGrouping: CustomStringConvertible {
    /// `by (a,b)`.
    package var description: String {
        "\(isWithout ? "without" : "by") (\(labels.map(\.description).joined(separator: ",")))"
    }
}

extension RangeAggregation: CustomStringConvertible {
    package var description: String {
        let parameter = parameter.map { FloatText.general($0) + "," } ?? ""
        let grouping = grouping.map { " \($0)" } ?? ""
        return "\(function.rawValue)(\(parameter)\(range))\(grouping)"
    }
}

extension LogRange: CustomStringConvertible {
    package var description: String {
        let interval = DurationText.print(milliseconds: interval / 1_000_000)
        let offset = offset == 0 ? "" : " offset \(GoDurationText.text(nanoseconds: offset))"
        return "\(pipeline)\(unwrap.map { " \($0)" } ?? "")[\(interval)]\(offset)"
    }
}

extension LogUnwrap: CustomStringConvertible {
    /// The text, with the pipe before it.
    package var description: String {
        let source = conversion.map { "\($0.rawValue)(\(label))" } ?? label.description
        return filters.reduce(into: "| unwrap \(source)") { $0 += " | \($1)" }
    }
}

extension LogVectorAggregation: CustomStringConvertible {
    package var description: String {
        let grouping = grouping.map { " \($0)" } ?? ""
        let count = count.map { "\($0)," } ?? ""
        return "\(function.rawValue)\(grouping)(\(count)\(operand))"
    }
}

extension LogBinaryOperation: CustomStringConvertible {
    package var description: String {
        var words = ["\(left)", op.rawValue]
        if returnsBool { words.append("bool") }
        if matching.isOn || !matching.labels.isEmpty || matching.cardinality != .oneToOne {
            words.append("\(matching.isOn ? "on" : "ignoring") \(Self.list(matching.labels))")
            switch matching.cardinality {
            case .manyToOne: words.append("group_left")
            case .oneToMany: words.append("group_right")
            case .oneToOne, .manyToMany: break
            }
            if !matching.include.isEmpty { words.append(Self.list(matching.include)) }
        }
        words.append("\(right)")
        return "(\(words.joined(separator: " ")))"
    }

    private static func list(_ labels: [ByteString]) -> String {
        "(\(labels.map(\.description).joined(separator: ",")))"
    }
}

extension LogLabelReplacement: CustomStringConvertible {
    package var description: String {
        let texts = [destination, replacement, source, pattern].map(\.quoted)
        return "label_replace(\(operand),\(texts.joined(separator: ",")))"
    }
}
