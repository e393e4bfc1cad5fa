/// A number as it is written in a query: decimal, with a fraction or an exponent.
struct NumberLiteral {
    let double: Double
    /// The same as a whole number; nil if it is none, or needs more than 64 bits.
    let integer: Int64?

    /// Nil if the text is not a number.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            rest = rest.dropFirst()
        }
        let whole = Self.takeDigits(&rest)
        var fraction = 0..<0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = Self.takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let hasExponent = rest.first.map { $0 | 0x20 == UInt8(ascii: "e") } ?? false
        if hasExponent {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
            guard !Self.takeDigits(&rest).isEmpty else { return nil }
        }
        guard rest.isEmpty else { return nil }
        // Swift wants a digit on both sides of the point.
        var written = String(decoding: text, as: UTF8.self)
        if whole.isEmpty { written = written.replacingPoint(with: "0.") }
        if fraction.isEmpty { written = written.replacingPoint(with: ".0") }
        guard let double = Double(written) else { return nil }
        self.double = double
        if hasExponent {
            integer = Int64(exactly: double)
        } else if text[fraction].allSatisfy({ $0 == UInt8(ascii: "0") }) {
            integer = Int64(String(decoding: text[..<whole.upperBound], as: UTF8.self))
        } else {
            integer = nil
        }
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Range<Int> {
        let start = rest.startIndex
        rest = rest.drop { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        return start..<rest.startIndex
    }

    /// The least whole number that is not below, or above if the number itself does not count; nil if
    /// 64 bits have none.
    func lowest(isIncluded: Bool) -> Int64? {
        if let integer {
            if isIncluded { return integer }
            return integer < .max ? integer + 1 : nil
        }
        if double < -0x1p63 { return .min }
        return Int64(exactly: double.rounded(.up))
    }

    /// The greatest whole number that is not above, or below if the number itself does not count; nil
    /// if 64 bits have none.
    func highest(isIncluded: Bool) -> Int64? {
        if let integer {
            if isIncluded { return integer }
            return integer > .min ? integer - 1 : nil
        }
        if double >= 0x1p63 { return .max }
        return Int64(exactly: double.rounded(.down))
    }
}

extension String {
    /// With other text in the place of the point, if there is one.
    fileprivate func replacingPoint(with text: String) -> String {
        split(separator: ".", omittingEmptySubsequences: false).joined(separator: text)
    }
}
