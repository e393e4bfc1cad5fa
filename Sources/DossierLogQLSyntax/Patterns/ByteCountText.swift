import DossierPromQLSyntax

/// Numbers of bytes as people write them: `10KB`, `1.5 MiB`, `512`.
package enum ByteCountText {
    private static let letters = Array("kmgtpe".utf8)

    /// The number of bytes, rounded down; nil if the text is none, or too large for 64 bits.
    ///
    /// Units are powers of 1000, those with an `i` of 1024; case does not matter, and the `B` may
    /// be left out. Commas between digits are skipped.
    package static func parse(_ text: some Collection<UInt8>) -> UInt64? {
        let number = text.prefix { $0.isASCIIDigit || ".,".utf8.contains($0) }
        let digits = number.filter { $0 != UInt8(ascii: ",") }
        guard let value = try? NumberText.parseFloat(Array(digits)),
            let factor = factor(of: trimmed(Array(text.dropFirst(number.count))))
        else { return nil }
        let product = value * factor
        guard product >= 0, product < 0x1p64 else { return nil }
        return UInt64(product)
    }

    private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        var rest = text.drop { $0.isASCIISpace }
        while rest.last?.isASCIISpace == true { rest.removeLast() }
        return rest
    }

    private static func factor(of unit: ArraySlice<UInt8>) -> Double? {
        var rest = unit.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }[...]
        if rest.last == UInt8(ascii: "b") { rest.removeLast() }
        guard let first = rest.popFirst() else { return 1 }
        guard let power = letters.firstIndex(of: first) else { return nil }
        var factor = 1.0
        let base: Double
        switch rest.first {
        case nil: base = 1000
        case UInt8(ascii: "i") where rest.count == 1: base = 1024
        default: return nil
        }
        for _ in 0...power { factor *= base }
        return factor
    }

    /// The shortest text that says the number exactly, in a unit that is a power of 1000 or 1024.
    package static func text(_ count: UInt64) -> String {
        for (base, suffix) in [(UInt64(1000), "B"), (UInt64(1024), "iB")] {
            var (value, power) = (count, 0)
            while power < 5, value >= base, value % base == 0 {
                value /= base
                power += 1
            }
            guard power > 0 else { continue }
            let names = suffix == "B" ? ["k", "M", "G", "T", "P"] : ["K", "M", "G", "T", "P"]
            return "\(value)\(names[power - 1])\(suffix)"
        }
        return "\(count)B"
    }
}
