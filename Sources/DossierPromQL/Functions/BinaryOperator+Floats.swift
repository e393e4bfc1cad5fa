import DossierPromQLSyntax

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension BinaryOperator {
    /// The angle of a point, as `atan2` has it.
    static func arc(_ y: Double, _ x: Double) -> Double { arcTangent(y, x) }

    /// The result for two numbers, and whether a comparison holds.
    func apply(_ lhs: Double, _ rhs: Double) -> (Double, keep: Bool) {
        switch self {
        case .add: (lhs + rhs, true)
        case .subtract: (lhs - rhs, true)
        case .multiply: (lhs * rhs, true)
        case .divide: (lhs / rhs, true)
        case .remainder: (fmod(lhs, rhs), true)
        case .power: (pow(lhs, rhs), true)
        case .atan2: (Self.arc(lhs, rhs), true)
        case .equal: (lhs, lhs == rhs)
        case .notEqual: (lhs, lhs != rhs)
        case .less: (lhs, lhs < rhs)
        case .lessOrEqual: (lhs, lhs <= rhs)
        case .greater: (lhs, lhs > rhs)
        case .greaterOrEqual: (lhs, lhs >= rhs)
        default: (.nan, false)
        }
    }
}

/// Within `BinaryOperator` the name `atan2` is that of a case.
private func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
