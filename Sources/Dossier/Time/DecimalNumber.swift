/// An exact decimal number, with or without a point.
package struct DecimalNumber {
    private var digits: UInt64 = 0
    private var scale: UInt64 = 1

    /// Takes the digits from the start of bytes; nil if there are none, or too many.
    package init?(prefixOf bytes: inout ArraySlice<UInt8>) {
        var isFraction = false
        var digitCount = 0
        while let byte = bytes.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if 0x30...0x39 ~= byte {
                digitCount += 1
                // A digit below a billionth is beyond what any unit shows.
                if !isFraction || scale < 1_000_000_000 {
                    guard let longer = Self.appending(byte - 0x30, to: digits) else { return nil }
                    digits = longer
                    scale *= isFraction ? 10 : 1
                }
            } else {
                break
            }
            bytes = bytes.dropFirst()
        }
        if digitCount == 0 { return nil }
    }

    /// The number of units in it, rounded down; nil if that does not fit.
    package func scaled(by unit: UInt64) -> UInt64? {
        let product = digits.multipliedFullWidth(by: unit)
        guard product.high < scale else { return nil }
        return scale.dividingFullWidth(product).quotient
    }

    private static func appending(_ digit: UInt8, to number: UInt64) -> UInt64? {
        let product = number.multipliedReportingOverflow(by: 10)
        let sum = product.partialValue.addingReportingOverflow(UInt64(digit))
        return product.overflow || sum.overflow ? nil : sum.partialValue
    }
}
