import DossierPromQLSyntax

/// Texts of labels as numbers.
enum OracleUnits {
    static func number(_ text: ByteString) -> Double? {
        let sign = text.bytes.first == UInt8(ascii: "-") ? -1.0 : 1
        let digits = text.description.drop { $0 == "-" || $0 == "+" }
        guard text.bytes.count - digits.utf8.count <= 1 else { return nil }
        switch digits.lowercased() {
        case "nan": return digits.count == text.description.count ? .nan : nil
        case "inf", "infinity": return sign * .infinity
        default:
            guard digits.first.map({ $0.isNumber || $0 == "." }) ?? false,
                digits.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) })
            else { return nil }
            return Double(digits).map { $0 * sign }
        }
    }

    /// Numbers with units, one after the other, in nanoseconds.
    static func duration(_ text: ByteString) -> Int64? {
        var rest = text.description[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var sum = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0 == "." || "0"..."9" ~= $0 }
            rest.removeFirst(number.count)
            let unit = rest.prefix { $0 != "." && !("0"..."9" ~= $0) }
            rest.removeFirst(unit.count)
            let factors = [
                "ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
            ]
            guard let value = Double(number), let factor = factors[String(unit)] else { return nil }
            sum += value * factor
        }
        return Int64(isNegative ? -sum : sum)
    }

    /// A number and a unit of 1000 or 1024.
    static func byteCount(_ text: ByteString) -> UInt64? {
        let number = text.description.prefix { "0123456789.,".contains($0) }
        let unit = String(
            String.UnicodeScalarView(
                String(text.description.dropFirst(number.count)).trimmingWhiteSpace
            )
        ).lowercased()
        var factor = 1.0
        if !unit.isEmpty, unit != "b" {
            let letters = ["k", "m", "g", "t", "p", "e"]
            guard let power = letters.firstIndex(of: String(unit.prefix(1))),
                ["", "b", "i", "ib"].contains(unit.dropFirst())
            else { return nil }
            for _ in 0...power { factor *= unit.contains("i") ? 1024 : 1000 }
        }
        return Double(number.filter { $0 != "," }).map { UInt64($0 * factor) }
    }
}
