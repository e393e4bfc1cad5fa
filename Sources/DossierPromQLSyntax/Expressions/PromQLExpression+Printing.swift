import DossierPrimitives

extension PromQLExpression: CustomStringConvertible {
    /// The expression in Prometheus' canonical form, which reads back as the same expression.
    package var description: String {
        switch self {
        case .number(let literal): literal.description
        case .string(let literal): literal.value.quoted
        case .vectorSelector(let selector): selector.description
        case .matrixSelector(let node): node.description
        case .subquery(let node): node.description
        case .call(let call):
            "\(call.function.rawValue)("
                + call.arguments.map(\.description).joined(separator: ", ") + ")"
        case .aggregate(let aggregation): aggregation.description
        case .binary(let operation): operation.description
        case .unary(let operation): "\(operation.op.rawValue)\(operation.operand)"
        case .parentheses(let node): "(\(node.inner))"
        }
    }
}

extension NumberLiteral: CustomStringConvertible {
    package var description: String {
        guard isDuration, let milliseconds = Int64(exactly: (value * 1000).rounded()) else {
            return FloatText.decimal(value)
        }
        return DurationText.print(milliseconds: milliseconds)
    }
}

extension LabelMatcher: CustomStringConvertible {
    package var description: String {
        let label = LabelSyntax.isPlain(name) ? name.description : name.quoted
        return label + kind.rawValue + value.quoted
    }
}

extension VectorSelector: CustomStringConvertible {
    package var description: String { series + modifiers }

    /// The name and the matchers.
    fileprivate var series: String {
        let shown = matchers.filter { matcher in
            let isName = matcher.name == LabelSyntax.metric && matcher.kind == .equal
            return !(isName && matcher.value == name && !name.isEmpty)
        }
        guard !shown.isEmpty || name.isEmpty else { return name.description }
        return "\(name){\(shown.map(\.description).joined(separator: ","))}"
    }

    fileprivate var modifiers: String {
        let extended = windowExtension.map { " \($0.rawValue)" } ?? ""
        return extended + AtModifier.print(at) + offset.printedOffset
    }
}

extension MatrixSelector: CustomStringConvertible {
    package var description: String { "\(selector.series)[\(window)]\(selector.modifiers)" }
}

extension Subquery: CustomStringConvertible {
    package var description: String { "\(inner)\(printedWindow)" }

    /// What follows the inner expression.
    var printedWindow: String {
        let step = step.map(\.description) ?? ""
        return "[\(window):\(step)]\(AtModifier.print(at))\(offset.printedOffset)"
    }
}

extension AtModifier {
    fileprivate static func print(_ at: AtModifier?) -> String {
        switch at {
        case nil: ""
        case .start: " @ start()"
        case .end: " @ end()"
        case .timestamp(let milliseconds):
            " @ \(milliseconds < 0 ? "-" : "")\(milliseconds.magnitude / 1000)."
                + String(String(milliseconds.magnitude % 1000 + 1000).dropFirst())
        }
    }
}

extension DurationValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .milliseconds(let milliseconds): DurationText.print(milliseconds: milliseconds)
        case .expression(let expression): expression.description
        }
    }

    fileprivate var printedOffset: String {
        self == .milliseconds(0) ? "" : " offset \(self)"
    }
}

extension DurationExpression: CustomStringConvertible {
    package var description: String {
        switch self {
        case .number(let literal): literal.description
        case .step: "step()"
        case .range: "range()"
        case .minimum(let a, let b, _): "min_of(\(a), \(b))"
        case .maximum(let a, let b, _): "max_of(\(a), \(b))"
        case .signed(let sign, let inner, _): "\(sign.rawValue)\(inner)"
        case .operation(let op, let lhs, let rhs, _): "\(lhs) \(op.rawValue) \(rhs)"
        case .parentheses(let inner, _): "(\(inner))"
        }
    }
}

extension Aggregation: CustomStringConvertible {
    package var description: String {
        "\(printedOperator)(\(parameter.map { "\($0), " } ?? "")\(inner))"
    }

    /// The operator and how it groups.
    var printedOperator: String {
        let labels = grouping.map(\.printedLabel).joined(separator: ", ")
        return op.rawValue
            + (isWithout ? " without (\(labels)) " : grouping.isEmpty ? "" : " by (\(labels)) ")
    }
}

extension BinaryOperation: CustomStringConvertible {
    package var description: String {
        "\(printedLeft) \(printedOperator) \(rhs)"
    }

    /// The operator and how series meet.
    var printedOperator: String {
        "\(op.rawValue)\(returnsBool ? " bool" : "")\(matching?.printed ?? "")"
    }

    /// A sign before the left side of a power would take in the whole power.
    private var printedLeft: String {
        if op == .power, case .number(let literal) = lhs, literal.value == .infinity {
            return "Inf"
        }
        return lhs.description
    }
}

extension VectorMatching {
    fileprivate var printed: String {
        let isGrouped = cardinality == .manyToOne || cardinality == .oneToMany
        var output = ""
        if isOn || !labels.isEmpty || isGrouped {
            let names = labels.map(\.printedLabel).joined(separator: ", ")
            output += " \(isOn ? "on" : "ignoring") (\(names))"
        }
        if isGrouped {
            let names = include.map(\.printedLabel).joined(separator: ", ")
            output += " group_\(cardinality == .manyToOne ? "left" : "right") (\(names))"
        }
        if let fillLeft, let fillRight, fillLeft.bitPattern == fillRight.bitPattern {
            return output + " fill (\(FloatText.decimal(fillLeft)))"
        }
        output += fillLeft.map { " fill_left (\(FloatText.decimal($0)))" } ?? ""
        output += fillRight.map { " fill_right (\(FloatText.decimal($0)))" } ?? ""
        return output
    }
}

extension ByteString {
    /// As a label of a list, in quotes if it must.
    fileprivate var printedLabel: String {
        LabelSyntax.isPlainMetric(self) ? description : quoted
    }
}
