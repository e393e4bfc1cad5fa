internal import DossierColumns
internal import DossierQuery
internal import DossierRegularExpressions
internal import DossierTraceQLSyntax

/// Makes predicates of the expressions that columns decide by themselves.
struct LeafPredicates {
    /// Whether events and links are asked together by the filter: predicates on them are on the rows
    /// of their own tables then.
    let isPure: Bool
    /// Whether expressions are sides of `&&`, where an array of booleans is true if any of them is.
    let isSide: Bool

    /// The predicate of an expression that is true for the same rows; nil if its rows have to be
    /// looked at one by one.
    func predicate(_ expression: FieldExpression) -> Predicate? {
        switch expression {
        case .field(let field) where !isSide: return test(field, Self.boolean(true))
        case .not(.field(let field)):
            guard let isFalse = test(field, Self.boolean(false)) else { return nil }
            // With several events it may be both, and is true then.
            guard !isPure, let isTrue = test(field, Self.boolean(true)) else { return isFalse }
            return .and([isFalse, .not(isTrue)])
        default: return truth(expression)?.isTrue
        }
    }

    /// The rows for which an expression is true, and those for which it is false; for others it is
    /// no boolean.
    private struct Truth {
        let isTrue: Predicate
        let isFalse: Predicate

        init(isTrue: Predicate, isFalse: Predicate) {
            self.isTrue = isTrue
            self.isFalse = isFalse
        }

        /// Of an expression that is always one or the other.
        init(_ predicate: Predicate) {
            self.init(isTrue: predicate, isFalse: .not(predicate))
        }
    }

    /// Recursion is bounded by the parser's limit.
    private func truth(_ expression: FieldExpression) -> Truth? {
        switch expression {
        case .literal(.boolean(let value)): return Truth(.constant(value))
        case .literal: return Truth(isTrue: .constant(false), isFalse: .constant(false))
        case .field(let field):
            guard let isTrue = test(field, Self.side(true)) else { return nil }
            if isPure { return Truth(isTrue) }
            // With several events a field may be both, and is true then.
            guard let isFalse = test(field, Self.side(false)) else { return nil }
            return Truth(isTrue: isTrue, isFalse: .and([isFalse, .not(isTrue)]))
        case .exists(.field(let field)):
            return test(field, AttributeTest.exists).map { Truth($0) }
        case .absent(.field(let field)):
            return test(field, AttributeTest.absent).map { Truth($0) }
        case .not(let operand):
            // Of what may be no boolean it fails, and so has to be looked at.
            guard operand.isAlwaysBoolean, let inner = truth(operand) else { return nil }
            return Truth(isTrue: inner.isFalse, isFalse: inner.isTrue)
        case .binary(.and, let left, let right):
            guard let left = truth(left), let right = truth(right) else { return nil }
            return Truth(.and([left.isTrue, right.isTrue]))
        case .binary(.or, let left, let right):
            guard let left = truth(left), let right = truth(right) else { return nil }
            return Truth(.or([left.isTrue, .and([left.isFalse, right.isTrue])]))
        case .binary(let op, .field(let field), .literal(let literal)):
            return comparison(field, op, literal).map { Truth($0) }
        case .binary(let op, .literal(let literal), .field(let field)):
            guard let comparison = ValueComparison(op) else { return nil }
            return self.comparison(field, comparison.mirrored.fieldOperator, literal)
                .map { Truth($0) }
        default: return nil
        }
    }

    /// A single boolean.
    private static func boolean(_ value: Bool) -> ValueTest {
        var test = AttributeTest.compare(.equal, .boolean(value))
        test.composites = nil
        return test
    }

    /// A boolean as a side of `&&` or `||`.
    private static func side(_ value: Bool) -> ValueTest {
        var test = boolean(value)
        test.composites = { bytes in
            guard case .booleans(let flags) = TraceQLValue(array: bytes) else { return false }
            return flags.contains(true) == value
        }
        return test
    }

    private func comparison(
        _ field: SpanField,
        _ op: FieldOperator,
        _ literal: TraceQLLiteral
    ) -> Predicate? {
        if op == .matches || op == .matchesNot {
            guard case .string(let pattern) = literal,
                let regex = try? RegularExpression(anchoring: pattern)
            else { return nil }
            return test(field, AttributeTest.match(regex, isWanted: op == .matches))
        }
        guard let comparison = ValueComparison(op) else { return nil }
        if case .intrinsic(let intrinsic) = field,
            let special = IntrinsicPredicates.predicate(intrinsic, comparison, literal)
        {
            return onChild(field, special)
        }
        return test(field, AttributeTest.compare(comparison, TraceQLValue(literal)))
    }

    // MARK: - Columns

    /// The predicate of a test of a field's values; nil for fields without a column.
    private func test(_ field: SpanField, _ test: ValueTest) -> Predicate? {
        switch field {
        case .attribute(let attribute):
            if attribute.isOfParent { return nil }
            let key = attribute.name
            switch attribute.scope {
            case nil: return .first(Self.scopes(key), has: AttributeTest.exists, test)
            case .span: return .test(.attribute(key), test)
            case .resource: return .test(.resourceAttribute(key), test)
            case .instrumentation: return .test(.scopeAttribute(key), test)
            case .event, .link: return onChild(field, .test(.attribute(key), test))
            }
        case .intrinsic(let intrinsic):
            guard let column = IntrinsicPredicates.textColumn(intrinsic) else { return nil }
            var test = test
            // Every span has one.
            test.isAbsentPassing = test.strings.passes([])
            return onChild(field, .test(column, test))
        }
    }

    private static func scopes(_ key: [UInt8]) -> [PredicateColumn] {
        [
            .attribute(key), .resourceAttribute(key), .child(.spanEvent, .attribute(key)),
            .child(.spanLink, .attribute(key)), .scopeAttribute(key),
        ]
    }

    /// A predicate on the rows of a field's own table, for the rows of spans unless several are put
    /// together first.
    private func onChild(_ field: SpanField, _ predicate: Predicate) -> Predicate {
        guard case .child(let child) = field.origin, !isPure else { return predicate }
        return .anyChild(child.table, predicate)
    }
}

extension SpanChild {
    var table: Table { self == .event ? .spanEvent : .spanLink }
}

extension StringTest {
    fileprivate func passes(_ text: [UInt8]) -> Bool { text.withUnsafeBytes { passes($0) } }
}

extension ValueComparison {
    fileprivate var fieldOperator: FieldOperator {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        }
    }
}

extension FieldExpression {
    /// Whether it is a boolean for every span, and never fails.
    fileprivate var isAlwaysBoolean: Bool {
        switch self {
        case .literal(.boolean), .exists(.field), .absent(.field): true
        case .binary(.and, let left, let right), .binary(.or, let left, let right):
            left.cannotFail && right.cannotFail
        case .binary(_, .field, .literal), .binary(_, .literal, .field): true
        default: false
        }
    }

    private var cannotFail: Bool {
        if case .field = self { return true }
        if case .not(let operand) = self { return operand.isAlwaysBoolean }
        return isAlwaysBoolean
    }
}
