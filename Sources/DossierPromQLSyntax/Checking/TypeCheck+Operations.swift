import DossierRegularExpressions

extension TypeCheck {
    mutating func check(_ operation: BinaryOperation) throws(PromQLSyntaxError) -> Checked {
        var node = operation
        let lhs = try check(node.lhs)
        let rhs = try check(node.rhs)
        node.lhs = lhs.expression
        node.rhs = rhs.expression
        try checkModifiers(of: node, lhs.type, rhs.type)
        for side in [(node.lhs, lhs.type), (node.rhs, rhs.type)] {
            guard side.1 == .scalar || side.1 == .vector else {
                throw error(
                    "binary expression must contain only scalar and instant vector types",
                    at: side.0.range
                )
            }
        }
        let isBetweenVectors = lhs.type == .vector && rhs.type == .vector
        try checkMatching(of: &node, isBetweenVectors: isBetweenVectors)
        guard !node.op.isSetOperator || isBetweenVectors else {
            throw error(
                "set operator \"\(node.op.rawValue)\" not allowed in binary scalar expression",
                at: node.range
            )
        }
        let type: ValueType = lhs.type == .scalar && rhs.type == .scalar ? .scalar : .vector
        return Checked(expression: .binary(node), type: type)
    }

    private func error(_ message: String, at range: SourceRange) -> PromQLSyntaxError {
        PromQLSyntaxError(message, at: range, in: text)
    }

    private func checkModifiers(
        of node: BinaryOperation,
        _ lhs: ValueType,
        _ rhs: ValueType
    ) throws(PromQLSyntaxError) {
        guard !node.returnsBool || node.op.isComparison else {
            throw error(
                "bool modifier can only be used on comparison operators",
                at: operatorRange(of: node)
            )
        }
        guard !node.op.isComparison || node.returnsBool || lhs != .scalar || rhs != .scalar else {
            throw error(
                "comparisons between scalars must use BOOL modifier",
                at: operatorRange(of: node)
            )
        }
        guard let matching = node.matching, matching.isOn else { return }
        if let twice = matching.labels.first(where: { matching.include.contains($0) }) {
            throw error(
                "label \(twice.quoted) must not occur in ON and GROUP clause at once",
                at: operatorRange(of: node)
            )
        }
    }

    private func checkMatching(
        of node: inout BinaryOperation,
        isBetweenVectors: Bool
    ) throws(PromQLSyntaxError) {
        guard var matching = node.matching else { return }
        let hasFill = matching.fillLeft != nil || matching.fillRight != nil
        guard isBetweenVectors else {
            guard matching.labels.isEmpty else {
                throw error(
                    "vector matching only allowed between instant vectors",
                    at: node.range
                )
            }
            guard !hasFill else {
                throw error(
                    "filling in missing series only allowed between instant vectors",
                    at: node.range
                )
            }
            node.matching = nil
            return
        }
        guard node.op.isSetOperator else { return }
        guard matching.cardinality == .oneToOne else {
            throw error(
                "no grouping allowed for \"\(node.op.rawValue)\" operation",
                at: node.range
            )
        }
        guard !hasFill else {
            throw error("filling in missing series not allowed for set operators", at: node.range)
        }
        matching.cardinality = .manyToMany
        node.matching = matching
    }

    /// The text between the sides, without the white space around it.
    private func operatorRange(of node: BinaryOperation) -> SourceRange {
        var start = node.lhs.range.end
        var end = node.rhs.range.start
        while start < end, text[start].isASCIISpace {
            start += 1
        }
        while end > start, text[end - 1].isASCIISpace {
            end -= 1
        }
        return SourceRange(start: start, end: end)
    }
}

extension LabelMatcher {
    /// Whether a series without the label matches.
    package var matchesEmpty: Bool {
        switch kind {
        case .equal: value.isEmpty
        case .notEqual: !value.isEmpty
        case .matchesRegularExpression: Self.matchesEmpty(value)
        case .notMatchesRegularExpression: !Self.matchesEmpty(value)
        }
    }

    private static func matchesEmpty(_ pattern: ByteString) -> Bool {
        (try? RegularExpression(anchoring: pattern))?.matches([]) ?? false
    }
}
