/// The order in which runs of digits count as numbers.
enum NaturalOrder {
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var (a, b) = (left[...], right[...])
        while let first = a.first, let second = b.first {
            if first.isASCIIDigit, second.isASCIIDigit {
                let (one, other) = (number(&a), number(&b))
                if one.count != other.count {
                    return one.count < other.count
                }
                if one != other {
                    return one.lexicographicallyPrecedes(other)
                }
            } else {
                if first != second {
                    return first < second
                }
                a = a.dropFirst()
                b = b.dropFirst()
            }
        }
        return a.count < b.count
    }

    private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = text.prefix(while: \.isASCIIDigit)
        text = text[digits.endIndex...]
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
