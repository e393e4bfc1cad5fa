import DossierPromQLSyntax

/// The order of texts whose runs of digits count as numbers.
///
/// As Prometheus has it: texts are compared run by run, and runs that are not both numbers as text,
/// so `a-b` is behind `a1`. A run beyond the numbers of 64 bits is text.
enum NaturalOrder {
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var (a, b) = (left[...], right[...])
        while !a.isEmpty {
            guard !b.isEmpty else { return false }
            let (one, other) = (nextRun(&a), nextRun(&b))
            if let number = Int(ascii: one), let another = Int(ascii: other) {
                if number != another { return number < another }
            } else if !one.elementsEqual(other) {
                return one.lexicographicallyPrecedes(other)
            }
        }
        return !b.isEmpty || left.lexicographicallyPrecedes(right)
    }

    /// Takes a run of digits, or one without, from the text.
    private static func nextRun(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isNumber = text.first?.isASCIIDigit == true
        let run = text.prefix { $0.isASCIIDigit == isNumber }
        text = text[run.endIndex...]
        return run
    }
}

extension Int {
    /// The value of a run of digits; nil if it does not fit.
    fileprivate init?(ascii digits: ArraySlice<UInt8>) {
        self = 0
        guard !digits.isEmpty else { return nil }
        for digit in digits {
            guard digit.isASCIIDigit else { return nil }
            let (product, isTooGreat) = multipliedReportingOverflow(by: 10)
            let (sum, isBeyond) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !isTooGreat, !isBeyond else { return nil }
            self = sum
        }
    }
}
