import DossierPromQLSyntax

/// Why an expression could not be evaluated.
struct EvaluationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Why an expression can't be evaluated over a range of times: its type.
package struct RangeTypeError: Error, CustomStringConvertible {
    let type: ValueType

    package var description: String {
        "invalid expression type \"\(type.documentedName)\" for range query, "
            + "must be Scalar or instant Vector"
    }
}
