/// A part of a text that other texts of the same template have otherwise: a token with a digit.
struct TextVariable {
    /// From the start of the text.
    var offset: UInt32
    var count: UInt32
    /// Whether it is the id of its own row.
    var kind = VariableKind.text
    /// Of the first text with a template: whether any other text differs here.
    var varies = false

    var range: Range<Int> { Int(offset)..<(Int(offset) + Int(count)) }
}

/// What the word of a variable stands for; the raw values are part of the file format.
enum VariableKind: UInt32 {
    /// The 32 lower-case digits of the row's trace id.
    case ownTrace = 0
    /// The 16 lower-case digits of the row's span id.
    case ownSpan = 1
    /// A string of the dictionary: its code and this.
    case text = 2
}

/// Finds the variables of a text.
///
/// A token is a longest run of ASCII letters, digits, `-` and `_`. What is a variable is up to the
/// encoder; a decoder does not need to know.
enum VariableScanner {
    /// Appends the variables of a text of less than 4 GiB, in order.
    static func scan(_ text: UnsafeRawBufferPointer, into variables: inout [TextVariable]) {
        var position = 0
        while let digit = nextDigit(in: text, from: position) {
            var start = digit
            while start > position, text[start &- 1].isTokenByte { start &-= 1 }
            var end = digit &+ 1
            while end < text.count, text[end].isTokenByte { end &+= 1 }
            variables.append(
                TextVariable(
                    offset: UInt32(truncatingIfNeeded: start),
                    count: UInt32(truncatingIfNeeded: end &- start)
                )
            )
            position = end
        }
    }

    private static let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    private static let zeros: UInt64 = 0x3030_3030_3030_3030
    /// Lifts every byte of 10 and more to 0x80 and more.
    private static let lift: UInt64 = 0x7676_7676_7676_7676

    /// Looks at eight bytes at a time.
    @inline(__always)
    private static func nextDigit(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index &+ 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
            let value = word ^ zeros
            let digits = ~(((value & low) &+ lift) | value) & ~low
            if digits != 0 { return index &+ digits.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < text.count {
            if text[index] &- UInt8(ascii: "0") < 10 { return index }
            index &+= 1
        }
        return nil
    }
}

extension UInt8 {
    /// Whether tokens have this byte: an ASCII letter or digit, `-` or `_`.
    ///
    /// Without branches, so that loops can look at many bytes side by side.
    @inlinable @inline(__always)
    package var isTokenByte: Bool {
        let isDigit: UInt8 = self &- UInt8(ascii: "0") < 10 ? 1 : 0
        let isLetter: UInt8 = (self | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
        let isHyphen: UInt8 = self == UInt8(ascii: "-") ? 1 : 0
        let isUnderscore: UInt8 = self == UInt8(ascii: "_") ? 1 : 0
        return isDigit | isLetter | isHyphen | isUnderscore != 0
    }
}
