/// Why the evaluation of a rule yields nothing.
package enum RuleError: Error, Hashable, Sendable, CustomStringConvertible {
    case notVectorOrScalar
    case sameLabels(afterApplying: String)
    case limitExceeded(limit: Int, count: Int, what: String)

    package var description: String {
        switch self {
        case .notVectorOrScalar: "rule result is not a vector or scalar"
        case .sameLabels(let what):
            "vector contains metrics with the same labelset after applying \(what) labels"
        case .limitExceeded(let limit, let count, let what):
            "exceeded limit of \(limit) with \(count) \(what)"
        }
    }
}
