import DossierPrimitives

extension CivilTime {
    /// Nil where the year would not fit.
    init?(milliseconds: Double) {
        guard let whole = Int(exactly: milliseconds.rounded()), whole.magnitude < 1 << 58 else {
            return nil
        }
        let (quotient, rest) = whole.quotientAndRemainder(dividingBy: 1000)
        self.init(
            secondsSinceEpoch: rest < 0 ? quotient - 1 : quotient,
            nanosecond: (rest < 0 ? rest + 1000 : rest) * 1_000_000
        )
    }

    /// `2006-01-02 15:04:05.999 +0000 UTC`.
    var goText: String {
        var digits = fraction[...]
        while digits.hasSuffix("0") {
            digits.removeLast()
        }
        return "\(date) \(clock)\(digits.isEmpty ? "" : ".")\(digits) +0000 UTC"
    }
}
