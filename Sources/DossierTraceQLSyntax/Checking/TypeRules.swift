import DossierRegularExpressions

/// What a rule about types finds wrong.
struct RuleViolation: Hashable {
    var message: String
    var advice: String?
}

/// Which types operators take, as far as they are known without a span.
enum TypeRules {
    /// What is wrong with an operation; nil if nothing is.
    static func violation(
        of op: FieldOperator,
        _ left: (expression: FieldExpression, type: TraceQLType),
        _ right: (expression: FieldExpression, type: TraceQLType)
    ) -> RuleViolation? {
        guard areMatching(left.type, right.type) else {
            return RuleViolation(
                message: "\(left.type) and \(right.type) can't be combined by \(op.rawValue): "
                    + FieldExpression.binary(op, left.expression, right.expression).description,
                advice: adviceAbout(left, right)
            )
        }
        guard op.takes(left.type), op.takes(right.type) else {
            let type = op.takes(left.type) ? right.type : left.type
            return RuleViolation(
                message: "\(op.rawValue) does not take \(type.phrase): "
                    + FieldExpression.binary(op, left.expression, right.expression).description,
                advice: op.takenTypes
            )
        }
        guard op == .matches || op == .matchesNot else { return nil }
        guard case .literal(.string(let pattern)) = right.expression else {
            return RuleViolation(
                message: "the right side of \(op.rawValue) is not a string: "
                    + right.expression.description,
                advice: "write the regular expression in quotes"
            )
        }
        do {
            _ = try RegularExpression(anchoring: pattern)
            return nil
        } catch {
            return RuleViolation(message: "invalid regular expression: \(error)", advice: nil)
        }
    }

    /// What is wrong with `-x`.
    static func violation(
        ofMinus operand: FieldExpression,
        _ type: TraceQLType
    ) -> RuleViolation? {
        guard !type.isNumber, type != .attribute else { return nil }
        return RuleViolation(
            message: "- does not take \(type.phrase): \(FieldExpression.negative(operand))",
            advice: "it takes numbers"
        )
    }

    /// What is wrong with `!x`.
    static func violation(ofNot operand: FieldExpression, _ type: TraceQLType) -> RuleViolation? {
        guard type != .boolean, type != .attribute else { return nil }
        return RuleViolation(
            message: "! does not take \(type.phrase): \(FieldExpression.not(operand))",
            advice: "it takes booleans"
        )
    }

    /// What is wrong with `x = nil`: it asks for spans without what every span has.
    static func violation(ofAbsent operand: FieldExpression) -> RuleViolation? {
        let isAlwaysThere =
            switch operand {
            case .field(.intrinsic): true
            case .field(.attribute(let attribute)):
                attribute.scope == .resource && !attribute.isOfParent
                    && attribute.name.elementsEqual("service.name".utf8)
            default: false
            }
        guard isAlwaysThere else { return nil }
        return RuleViolation(
            message: "\(operand) is never nil",
            advice: "leave the condition out, or write != nil"
        )
    }

    /// Whether values of the types may stand on the two sides of an operator.
    private static func areMatching(_ left: TraceQLType, _ right: TraceQLType) -> Bool {
        left == right || left == .attribute || right == .attribute
            || left.isNumber && right.isNumber
    }

    private static func adviceAbout(
        _ left: (expression: FieldExpression, type: TraceQLType),
        _ right: (expression: FieldExpression, type: TraceQLType)
    ) -> String? {
        switch (left.type, right.type) {
        case (.status, _), (_, .status):
            "a status is compared with error, ok or unset, without quotes"
        case (.kind, _), (_, .kind):
            "a kind is compared with unspecified, internal, server, client, producer or "
                + "consumer, without quotes"
        case (.duration, .string), (.string, .duration):
            "durations are written without quotes: 100ms"
        default: nil
        }
    }
}

extension FieldOperator {
    /// Whether an operand may have the type.
    func takes(_ type: TraceQLType) -> Bool {
        if type == .attribute { return true }
        switch self {
        case .and, .or: return type == .boolean
        case .equal, .notEqual: return true
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return type.isNumber || type == .string
        case .matches, .matchesNot: return type == .string
        case .add, .subtract, .multiply, .divide, .remainder, .power: return type.isNumber
        }
    }

    /// What a message says of the operands.
    fileprivate var takenTypes: String {
        switch self {
        case .and, .or: "it takes booleans"
        case .equal, .notEqual: "it takes all types"
        case .less, .lessOrEqual, .greater, .greaterOrEqual: "it takes numbers and strings"
        case .matches, .matchesNot: "it takes strings"
        case .add, .subtract, .multiply, .divide, .remainder, .power: "it takes numbers"
        }
    }
}

extension TraceQLType {
    /// The type with its article.
    var phrase: String {
        switch self {
        case .attribute, .integer: "an \(self)"
        default: "a \(self)"
        }
    }
}

extension TraceQLType: CustomStringConvertible {
    /// The type in a message.
    package var description: String {
        switch self {
        case .attribute: "attribute"
        case .integer: "integer"
        case .double: "float"
        case .string: "string"
        case .boolean: "boolean"
        case .duration: "duration"
        case .status: "status"
        case .kind: "kind"
        }
    }
}
