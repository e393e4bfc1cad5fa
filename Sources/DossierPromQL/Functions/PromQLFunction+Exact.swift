package import DossierPromQLSyntax

extension PromQLFunction {
    /// What an exact function says of an increase.
    package enum ExactBound {
        /// The increase if it is known, else not a number.
        case exact
        case lower
        case upper
    }

    /// For functions that count exactly; nil for all others.
    package var exactBound: ExactBound? {
        switch self {
        case .increaseExact, .rateExact: .exact
        case .increaseExactLower, .rateExactLower: .lower
        case .increaseExactUpper, .rateExactUpper: .upper
        default: nil
        }
    }

    var isExactRate: Bool {
        self == .rateExact || self == .rateExactLower || self == .rateExactUpper
    }
}
