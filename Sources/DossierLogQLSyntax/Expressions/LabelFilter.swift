package import DossierPromQLSyntax

/// A condition on labels, behind a pipe.
package indirect enum LabelFilter: Hashable, Sendable {
    case matches(LabelMatcher)
    case number(label: ByteString, LabelComparison, Double)
    /// Nanoseconds.
    case duration(label: ByteString, LabelComparison, Int64)
    case byteCount(label: ByteString, LabelComparison, UInt64)
    /// `ip("…")`, or not.
    case address(label: ByteString, isNegated: Bool, ByteString)
    case and(LabelFilter, LabelFilter)
    case or(LabelFilter, LabelFilter)
}

/// How a label is compared with a number.
package enum LabelComparison: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether the comparison holds between two values.
    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
