/// Numbers as Prometheus prints them: the fewest digits that read back as the same value.
package enum GoNumber {
    /// Never with an exponent: `0.00001`, `1000000000000000000000`.
    package static func plain(_ value: Double) -> String {
        guard let decimal = Decimal(value) else { return special(value) }
        return decimal.plainText
    }

    /// With an exponent if that is below -4 or above 5: `1e-05`, `1e+06`.
    package static func general(_ value: Double) -> String {
        guard let decimal = Decimal(value) else { return special(value) }
        return (-4..<6).contains(decimal.exponent) ? decimal.plainText : decimal.scientificText
    }

    private static func special(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value > 0 ? "+Inf" : "-Inf"
    }
}

/// The shortest decimal digits of a finite number, `0.digits × 10^(exponent + 1)`.
private struct Decimal {
    let isNegative: Bool
    /// Without zeros at either end; one zero for zero.
    let digits: [UInt8]
    /// The power of ten of the first digit.
    let exponent: Int

    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        isNegative = value.sign == .minus
        var digits: [UInt8] = []
        var exponent = -1
        var isBehindPoint = false
        var scale = 0
        let text = Array(abs(value).description.utf8)
        for (position, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") {
                isBehindPoint = true
            } else if byte == UInt8(ascii: "e") {
                scale = Int(String(decoding: text[(position + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                if !isBehindPoint { exponent += 1 }
                digits.append(byte)
            }
        }
        exponent += scale
        while digits.count > 1, digits[0] == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.exponent = digits == [UInt8(ascii: "0")] ? 0 : exponent
        self.digits = digits
    }

    var plainText: String {
        var text = isNegative ? "-" : ""
        if exponent < 0 {
            text += "0." + String(repeating: "0", count: -exponent - 1) + string(digits[...])
        } else if digits.count <= exponent + 1 {
            text += string(digits[...])
                + String(repeating: "0", count: exponent + 1 - digits.count)
        } else {
            text += string(digits[...exponent]) + "." + string(digits[(exponent + 1)...])
        }
        return text
    }

    var scientificText: String {
        var text = isNegative ? "-" : ""
        text += string(digits[..<1])
        if digits.count > 1 { text += "." + string(digits[1...]) }
        let magnitude = String(abs(exponent))
        text += exponent < 0 ? "e-" : "e+"
        return text + (magnitude.utf8.count < 2 ? "0" : "") + magnitude
    }

    private func string(_ digits: ArraySlice<UInt8>) -> String {
        String(decoding: digits, as: UTF8.self)
    }
}
