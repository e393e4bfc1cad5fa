/// A word of a query, and where it stands.
struct Token: Hashable {
    enum Kind: Hashable {
        /// A run of characters; escapes are resolved.
        case word([LuceneWildcardPart])
        case quoted([UInt8])
        /// What is between slashes.
        case pattern([UInt8])
        case keyword(Keyword)
        /// `+`, `-` or `!`, glued to what follows.
        case sign(UInt8)
        case leftParenthesis
        case rightParenthesis
        case colon
        case caret
        case tilde
        /// `[` or `{`: the start of a range.
        case rangeStart(isIncluded: Bool)
        /// `]` or `}` without a start.
        case rangeEnd
        case endOfInput
    }

    var kind: Kind
    /// Byte offsets.
    var range: Range<Int>
}

/// The operators that are words.
enum Keyword: Hashable {
    case and, or, not

    init?(_ bytes: [UInt8]) {
        switch String(decoding: bytes.prefix(4), as: UTF8.self) {
        case "AND", "&&": self = .and
        case "OR", "||": self = .or
        case "NOT": self = .not
        default: return nil
        }
    }
}

/// What bytes mean in words.
enum WordByte {
    private static let special = Set(#"+-!():^[]"{}~*?\/"#.utf8)

    /// Whether the byte ends a word, or means something in one, unless it is escaped.
    static func isSpecial(_ byte: UInt8) -> Bool { special.contains(byte) }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || 0x09...0x0d ~= byte
    }

    /// Whether U+3000, the space of Chinese and Japanese, stands there.
    static func isWideSpace(_ bytes: [UInt8], at index: Int) -> Bool {
        index + 2 < bytes.count && bytes[index] == 0xe3 && bytes[index + 1] == 0x80
            && bytes[index + 2] == 0x80
    }
}
