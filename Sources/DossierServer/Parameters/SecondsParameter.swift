/// Decimal numbers of seconds: `15`, `1.5`, `6e1`.
enum SecondsParameter {
    /// Digits below a nanosecond are dropped; nil for anything else, and for more seconds than 64
    /// bits of nanoseconds hold.
    static func duration(_ text: String) -> Duration? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        let isDecimal =
            !(parts[0].isEmpty && fraction.isEmpty)
            && parts[0].utf8.allSatisfy(isDigit) && fraction.utf8.allSatisfy(isDigit)
        guard isDecimal else {
            // Signs and exponents.
            guard let number = number(text), number.isFinite else { return nil }
            return Int64(exactly: (number * 1e9).rounded()).map { .nanoseconds($0) }
        }
        let digits = (fraction + "000000000").prefix(9)
        guard let whole = parts[0].isEmpty ? 0 : Int64(parts[0]), let rest = Int64(digits) else {
            return nil
        }
        let (nanoseconds, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = nanoseconds.addingReportingOverflow(rest)
        return overflow || sumOverflow ? nil : .nanoseconds(sum)
    }

    /// A decimal number with or without an exponent; nil for anything else that Swift reads.
    static func number(_ text: String) -> Double? {
        text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) } ? Double(text) : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}
