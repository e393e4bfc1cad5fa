extension Field {
    /// The type of its values.
    package var type: TraceQLType {
        switch self {
        case .attribute: .attribute
        case .intrinsic(let intrinsic): intrinsic.type
        }
    }
}

extension FieldExpression {
    /// The type of the value, as far as it is known without a span.
    package var type: TraceQLType {
        switch self {
        case .literal(let literal): literal.type
        case .field(let field): field.type
        case .negative(let operand), .not(let operand): operand.type
        case .exists, .absent: .boolean
        case .binary(let op, let left, let right): Self.type(of: op, left.type, right.type)
        }
    }

    /// The type of the result of an operation.
    ///
    /// Sides that match are of one type; one that is known at run time only says nothing.
    package static func type(
        of op: FieldOperator,
        _ left: TraceQLType,
        _ right: TraceQLType
    ) -> TraceQLType {
        if op.isBoolean { return .boolean }
        return left == .attribute ? right : left
    }
}
