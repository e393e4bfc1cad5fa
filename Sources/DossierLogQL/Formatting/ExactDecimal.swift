import DossierPrimitives

/// A number as decimal digits, with which templates calculate: 0.1 and 0.2 are 0.3.
struct ExactDecimal {
    /// How many digits behind the point a quotient has.
    private static let quotientDigits = 16

    /// The number is this times ten to the power of `exponent`.
    private var coefficient: Int128
    private var exponent: Int

    /// The shortest decimal number that is read as the given one; nil if it is none, or too long.
    private init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let (digits, exponent) = FloatText.shortest(value.magnitude)
        guard let magnitude = Int128(digits) else { return nil }
        coefficient = value < 0 ? -magnitude : magnitude
        self.exponent = exponent - digits.utf8.count
    }

    private init(_ coefficient: Int128, _ exponent: Int) {
        self.coefficient = coefficient
        self.exponent = exponent
    }

    /// The outcome of `addf`, `subf`, `mulf` or `divf` over numbers, in their order.
    ///
    /// Nil if it has too many digits on the way. No divisor is 0.
    static func combine(_ name: String, _ values: [Double]) -> Double? {
        guard var result = values.first.flatMap({ ExactDecimal($0) }) else { return nil }
        for value in values.dropFirst() {
            guard let other = ExactDecimal(value) else { return nil }
            let next: ExactDecimal? =
                switch name {
                case "addf": result.plus(other)
                case "subf": result.plus(ExactDecimal(-other.coefficient, other.exponent))
                case "mulf": result.times(other)
                default: result.divided(by: other)
                }
            guard let next else { return nil }
            result = next
        }
        return Double("\(result.coefficient)e\(result.exponent)")
    }

    /// The coefficient with another exponent, which is not larger; nil if it has too many digits.
    private func coefficient(withExponent wanted: Int) -> Int128? {
        guard exponent - wanted <= 38 else { return coefficient == 0 ? 0 : nil }
        var value = coefficient
        for _ in wanted..<exponent {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }

    private func plus(_ other: ExactDecimal) -> ExactDecimal? {
        let common = min(exponent, other.exponent)
        guard let left = coefficient(withExponent: common),
            let right = other.coefficient(withExponent: common)
        else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : ExactDecimal(sum, common)
    }

    private func times(_ other: ExactDecimal) -> ExactDecimal? {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
        return overflow ? nil : ExactDecimal(product, exponent + other.exponent)
    }

    /// The quotient, rounded half away from zero.
    private func divided(by other: ExactDecimal) -> ExactDecimal? {
        let wanted = other.exponent - Self.quotientDigits
        guard other.coefficient != 0, exponent >= wanted,
            let dividend = coefficient(withExponent: wanted)
        else { return nil }
        var (quotient, rest) = dividend.quotientAndRemainder(dividingBy: other.coefficient)
        if rest.magnitude >= other.coefficient.magnitude - rest.magnitude, rest != 0 {
            quotient += (dividend < 0) == (other.coefficient < 0) ? 1 : -1
        }
        return ExactDecimal(quotient, -Self.quotientDigits)
    }
}
