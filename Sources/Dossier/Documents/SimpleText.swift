/// How much of a text fits into some columns, of text whose every character is one scalar, one column
/// wide, and harmless: ASCII, Latin letters, and the lines and blocks of frames and bars.
package struct SimpleText {
    /// How many bytes of the text fit, one column less if it is cut.
    package let byteCount: Int
    /// Whether an ellipsis comes after them.
    package let isCut: Bool
    /// The columns of both.
    package let columns: Int

    /// Measures a text of UTF-8; nil if it has other characters, as far as it was looked at.
    ///
    /// - Complexity: O(the text that fits).
    package init?(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max) {
        var index = 0
        var columns = 0
        // How much of the text leaves a column for the ellipsis.
        var cutLength = 0
        // One character more than fits: what follows it can't be part of one before.
        while index < text.count, columns <= limit {
            if columns == limit - 1 { cutLength = index }
            let length = Self.length(of: text, at: index)
            guard length > 0 else { return nil }
            index += length
            columns += 1
        }
        isCut = columns > limit && limit > 0
        byteCount = columns <= limit ? index : cutLength
        self.columns = min(columns, max(limit, 0))
    }

    /// The number of bytes of the character at an index; 0 for one of another kind.
    @inline(__always)
    private static func length(of text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let first = text[index]
        if first < 0x80 { return 0x20...0x7e ~= first ? 1 : 0 }
        guard index + 1 < text.count else { return 0 }
        let second = text[index + 1]
        switch first {
        // U+00A1 to U+00BF, but for the soft hyphen.
        case 0xc2: return second >= 0xa1 && second != 0xad ? 2 : 0
        // U+00C0 to U+02FF.
        case 0xc3...0xcb: return 2
        case 0xe2:
            // U+2500 to U+259F.
            guard index + 2 < text.count, 0x94...0x96 ~= second else { return 0 }
            return second < 0x96 || text[index + 2] < 0xa0 ? 3 : 0
        default: return 0
        }
    }
}
