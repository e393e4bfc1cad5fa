extension PromQLExpression {
    /// Parts that are longer are spread over lines.
    private static let lineLengthMax = 100

    /// The canonical form over several lines if it is long, as Prometheus lays it out.
    package var layout: String { layout(level: 0) }

    private func layout(level: Int) -> String {
        let indent = Self.indent(level)
        guard !fitsOnLine else { return indent + description }
        switch self {
        case .aggregate(let node):
            let parameter = node.parameter.map { "\($0.layout(level: level + 1)),\n" } ?? ""
            return "\(indent)\(node.printedOperator)(\n\(parameter)"
                + "\(node.inner.layout(level: level + 1))\n\(indent))"
        case .binary(let node):
            return "\(node.lhs.layout(level: level + 1))\n\(indent)\(node.printedOperator)\n"
                + node.rhs.layout(level: level + 1)
        case .call(let node):
            let arguments = node.arguments.map { $0.layout(level: level + 1) }
            return "\(indent)\(node.function.rawValue)(\n"
                + "\(arguments.joined(separator: ",\n"))\n\(indent))"
        case .parentheses(let node):
            return "\(indent)(\n\(node.inner.layout(level: level + 1))\n\(indent))"
        case .subquery(let node):
            return node.inner.layout(level: level) + node.printedWindow
        case .unary(let node):
            let operand = node.operand.layout(level: level)
            return "\(indent)\(node.op.rawValue)\(operand.drop { $0 == " " })"
        case .number, .string, .vectorSelector, .matrixSelector:
            return indent + description
        }
    }

    /// An expression of which a part doesn't fit doesn't either, so no long text is made to find out.
    private var fitsOnLine: Bool {
        children.count <= Self.lineLengthMax && children.allSatisfy(\.fitsOnLine)
            && description.utf8.count <= Self.lineLengthMax
    }

    private static func indent(_ level: Int) -> String { String(repeating: "  ", count: level) }
}
