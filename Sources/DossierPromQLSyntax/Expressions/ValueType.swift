/// The type of the value of an expression.
package enum ValueType: String, Sendable {
    case scalar
    case vector
    case matrix
    case string

    /// The name that messages use.
    package var documentedName: String {
        switch self {
        case .scalar: "scalar"
        case .vector: "instant vector"
        case .matrix: "range vector"
        case .string: "string"
        }
    }
}
