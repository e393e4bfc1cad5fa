/// Classes of characters by name.
enum UnicodeClass {
    /// A general category (`L`, `Lu`), `Any`, or a script.
    static func named(_ name: String) -> CharacterSet? {
        if name == "Any" {
            return .all
        }
        if let ranges = scripts[name] {
            return CharacterSet(ranges)
        }
        guard (1...2).contains(name.utf8.count) else { return nil }
        let wanted = categories.map { $0.name.hasPrefix(name) }
        guard wanted.contains(true) else { return nil }
        return CharacterSet(ranges(of: wanted + [false]))
    }

    /// The characters of the categories that are wanted, by number.
    private static func ranges(of wanted: [Bool]) -> [ClosedRange<UInt32>] {
        let starts = GeneralCategoryRuns.starts
        var ranges: [ClosedRange<UInt32>] = []
        for (index, start) in starts.enumerated() where wanted[Int(start & 0xff)] {
            let end = index + 1 < starts.count ? starts[index + 1] >> 8 : 0x11_0000
            ranges.append((start >> 8)...(end - 1))
        }
        return ranges
    }

    /// The characters that may have another case: letters that have one, Roman numerals, a mark and
    /// the letters in circles.
    static let cased = CharacterSet(
        ranges(of: categories.map { ["Lu", "Ll", "Lt", "Nl"].contains($0.name) } + [false])
            + [0x345...0x345, 0x24b6...0x24e9]
    )

    /// A class of POSIX, ASCII only.
    static func posix(_ name: String) -> CharacterSet? {
        switch name {
        case "alnum": CharacterSet([0x30...0x39, 0x41...0x5a, 0x61...0x7a])
        case "alpha": CharacterSet([0x41...0x5a, 0x61...0x7a])
        case "ascii": CharacterSet([0...0x7f])
        case "blank": CharacterSet([9...9, 32...32])
        case "cntrl": CharacterSet([0...0x1f, 0x7f...0x7f])
        case "digit": .digits
        case "graph": CharacterSet([0x21...0x7e])
        case "lower": CharacterSet([0x61...0x7a])
        case "print": CharacterSet([0x20...0x7e])
        case "punct": CharacterSet([0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e])
        case "space": CharacterSet([9...13, 32...32])
        case "upper": CharacterSet([0x41...0x5a])
        case "word": .words
        case "xdigit": CharacterSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
        default: nil
        }
    }

    static let categories: [(name: String, category: Unicode.GeneralCategory)] = [
        ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter),
        ("Lm", .modifierLetter), ("Lo", .otherLetter), ("Mn", .nonspacingMark),
        ("Mc", .spacingMark), ("Me", .enclosingMark), ("Nd", .decimalNumber),
        ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
        ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation),
        ("Pi", .initialPunctuation), ("Pf", .finalPunctuation), ("Po", .otherPunctuation),
        ("Sm", .mathSymbol), ("Sc", .currencySymbol), ("Sk", .modifierSymbol),
        ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
        ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Co", .privateUse),
    ]

    /// The blocks of the scripts seen most; the standard library knows no scripts.
    private static let scripts: [String: [ClosedRange<UInt32>]] = [
        "Latin": [
            0x41...0x5a, 0x61...0x7a, 0xaa...0xaa, 0xba...0xba, 0xc0...0xd6, 0xd8...0xf6,
            0xf8...0x2b8, 0x2e0...0x2e4, 0x1d00...0x1d25, 0x1e00...0x1eff, 0x212a...0x212b,
            0x2c60...0x2c7f, 0xa722...0xa787, 0xa78b...0xa7ca, 0xab30...0xab5a, 0xfb00...0xfb06,
            0xff21...0xff3a, 0xff41...0xff5a,
        ],
        "Greek": [
            0x370...0x373, 0x375...0x377, 0x37a...0x37d, 0x37f...0x37f, 0x384...0x384,
            0x386...0x386, 0x388...0x38a, 0x38c...0x38c, 0x38e...0x3a1, 0x3a3...0x3e1,
            0x3f0...0x3ff, 0x1f00...0x1f15, 0x1f18...0x1f1d, 0x1f20...0x1f45, 0x1f48...0x1f4d,
            0x1f50...0x1f57, 0x1f59...0x1f59, 0x1f5b...0x1f5b, 0x1f5d...0x1f5d, 0x1f5f...0x1f7d,
            0x1f80...0x1fb4, 0x1fb6...0x1fc4, 0x1fc6...0x1fd3, 0x1fd6...0x1fdb, 0x1fdd...0x1fef,
            0x1ff2...0x1ff4, 0x1ff6...0x1ffe, 0x2126...0x2126,
        ],
        "Cyrillic": [
            0x400...0x484, 0x487...0x52f, 0x1c80...0x1c88, 0x2de0...0x2dff, 0xa640...0xa69f,
        ],
        "Han": [
            0x2e80...0x2e99, 0x2e9b...0x2ef3, 0x2f00...0x2fd5, 0x3005...0x3005, 0x3007...0x3007,
            0x3021...0x3029, 0x3038...0x303b, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfa6d,
            0xfa70...0xfad9, 0x20000...0x2a6df, 0x2a700...0x2ebe0, 0x30000...0x3134a,
        ],
        "Hiragana": [0x3041...0x3096, 0x309d...0x309f],
        "Katakana": [
            0x30a1...0x30fa, 0x30fd...0x30ff, 0x31f0...0x31ff, 0x32d0...0x32fe, 0xff66...0xff6f,
            0xff71...0xff9d,
        ],
        "Arabic": [
            0x600...0x604, 0x606...0x60b, 0x60d...0x61a, 0x61c...0x61e, 0x620...0x63f,
            0x641...0x64a, 0x656...0x66f, 0x671...0x6dc, 0x6de...0x6ff, 0x750...0x77f,
        ],
        "Hebrew": [0x591...0x5c7, 0x5d0...0x5ea, 0x5ef...0x5f4],
        "Hangul": [
            0x1100...0x11ff, 0x302e...0x302f, 0x3131...0x318e, 0xa960...0xa97c, 0xac00...0xd7a3,
        ],
        "Thai": [0xe01...0xe3a, 0xe40...0xe5b],
        "Devanagari": [0x900...0x950, 0x955...0x963, 0x966...0x97f],
        "Armenian": [0x531...0x556, 0x559...0x58a, 0x58d...0x58f],
        "Georgian": [0x10a0...0x10c5, 0x10d0...0x10fa, 0x10fc...0x10ff],
    ]
}
