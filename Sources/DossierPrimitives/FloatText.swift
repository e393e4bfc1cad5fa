/// Floating-point numbers as Go prints them, with the fewest digits that read back the same.
public enum FloatText {
    /// `FormatFloat(value, 'f', -1)`: never an exponent.
    public static func decimal(_ value: Double) -> String {
        if let special = special(value) {
            return special
        }
        var text = value.description
        let (hasExponent, isWhole) = text.withUTF8 { text in
            (text.contains(UInt8(ascii: "e")), text.suffix(2).elementsEqual(".0".utf8))
        }
        if !hasExponent { return isWhole ? String(text.dropLast(2)) : text }
        let (digits, exponent) = shortest(value.magnitude)
        let sign = value.sign == .minus ? "-" : ""
        if exponent <= 0 {
            return sign + "0." + String(repeating: "0", count: -exponent) + digits
        }
        guard exponent < digits.utf8.count else {
            return sign + digits + String(repeating: "0", count: exponent - digits.utf8.count)
        }
        return "\(sign)\(digits.prefix(exponent)).\(digits.dropFirst(exponent))"
    }

    /// `FormatFloat(value, 'g', -1)`: with an exponent below 1e-4 and from 1e6 on.
    public static func general(_ value: Double) -> String {
        if let special = special(value) {
            return special
        }
        let (digits, exponent) = shortest(value.magnitude)
        guard value != 0, exponent - 1 < -4 || exponent - 1 >= 6 else { return decimal(value) }
        return (value.sign == .minus ? "-" : "") + scientific(digits, exponent: exponent - 1)
    }

    /// As `encoding/json` writes numbers: with an exponent below 1e-6 and from 1e21 on.
    public static func json(_ value: Double) -> String {
        guard value.isFinite, value != 0, !(1e-6..<1e21).contains(value.magnitude) else {
            return decimal(value)
        }
        let (digits, exponent) = shortest(value.magnitude)
        let text = scientific(digits, exponent: exponent - 1)
        let sign = value.sign == .minus ? "-" : ""
        // One digit of an exponent is enough there.
        let parts = text.split(separator: "-")
        guard parts.count == 2, parts[1].hasPrefix("0") else { return sign + text }
        return "\(sign)\(parts[0])-\(parts[1].dropFirst())"
    }

    /// As OpenMetrics writes numbers: whole ones with `.0`.
    public static func openMetrics(_ value: Double) -> String {
        let text = general(value)
        let isWhole = value.isFinite && !text.utf8.contains { ".e".utf8.contains($0) }
        return isWhole ? text + ".0" : text
    }

    /// `FormatFloat(value, 'E', -1)`.
    public static func exponential(_ value: Double) -> String {
        if let special = special(value) {
            return special
        }
        let (digits, exponent) = shortest(value.magnitude)
        let text = scientific(digits, exponent: value == 0 ? 0 : exponent - 1)
        return (value.sign == .minus ? "-" : "") + text.uppercased()
    }

    private static func scientific(_ digits: String, exponent: Int) -> String {
        let fraction = digits.utf8.count > 1 ? ".\(digits.dropFirst())" : ""
        let magnitude = exponent.magnitude
        let padding = magnitude < 10 ? "0" : ""
        return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(padding)\(magnitude)"
    }

    /// NaN and infinities; nil for other values.
    static func special(_ value: Double) -> String? {
        if value.isNaN {
            return "NaN"
        }
        guard value.isInfinite else { return nil }
        return value > 0 ? "+Inf" : "-Inf"
    }

    /// Digits d and exponent e of 0.d × 10^e; ("0", 0) for zero.
    public static func shortest(_ magnitude: Double) -> (digits: String, exponent: Int) {
        let text = magnitude.description
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        exponent += mantissa[0].utf8.count
        var digits = mantissa.joined()[...]
        let leadingZeros = digits.utf8.prefix { $0 == UInt8(ascii: "0") }.count
        digits = digits.dropFirst(leadingZeros)
        exponent -= leadingZeros
        while digits.utf8.last == UInt8(ascii: "0") {
            digits.removeLast()
        }
        return digits.isEmpty ? ("0", 0) : (String(digits), exponent)
    }
}
