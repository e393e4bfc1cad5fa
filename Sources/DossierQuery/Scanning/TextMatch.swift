import DossierColumns
import DossierRegularExpressions

/// What the text of a log record's body has to be like.
package enum TextMatch: Sendable {
    /// It contains these bytes.
    case containing([UInt8])
    /// A regular expression is found in it.
    case matching(SharedExpression)
    /// It has words.
    case words(WordMatch)
}

extension TextMatch {
    /// Bytes that every matching text contains; empty if there are none.
    var requiredBytes: [UInt8] {
        switch self {
        case .containing(let needle): needle
        case .matching(let shared): shared.expression.requiredLiteral
        case .words(let words): words.requiredBytes
        }
    }

    /// Whether the required bytes are looked for in texts whose ASCII letters are in lower case.
    var ignoresCase: Bool { if case .words = self { true } else { false } }

    /// Whether a text matches that has the required bytes.
    var isDecidedByRequiredBytes: Bool {
        switch self {
        case .containing: true
        case .matching(let shared): shared.expression.isRequiredLiteral
        case .words: false
        }
    }

    /// The expression that is looked for, if it is one.
    private var sharedExpression: SharedExpression? {
        switch self {
        case .containing: nil
        case .matching(let shared): shared
        case .words(let words): words.sharedExpression
        }
    }

    /// What an expression is looked for with, which may have learnt from other texts.
    func lendMatcher() -> RegularExpressionMatcher? { sharedExpression?.lendMatcher() }

    /// Keeps what a matcher learnt.
    func takeBack(_ matcher: RegularExpressionMatcher?) {
        if let matcher { sharedExpression?.takeBack(matcher) }
    }

    /// Which strings of a table match, by code.
    ///
    /// Bytes are looked for in all strings at once; where they are found across the end of one they
    /// don't count.
    func matches(in strings: StringTable) -> [Bool] {
        var matcher = lendMatcher()
        let matches = matches(in: strings, &matcher)
        takeBack(matcher)
        return matches
    }

    /// The same with a matcher that remembers what it learnt from other strings.
    func matches(
        in strings: StringTable,
        _ matcher: inout RegularExpressionMatcher?
    ) -> [Bool] {
        let needle = requiredBytes
        var matches = [Bool](repeating: needle.isEmpty, count: strings.count)
        if !needle.isEmpty {
            let searched = ignoresCase ? CaseFolding.foldingASCII(strings.bytes) : strings.bytes
            searched.withUnsafeBytes { bytes in
                needle.withUnsafeBytes { Self.find($0, in: bytes, strings, &matches) }
            }
        }
        guard !isDecidedByRequiredBytes else { return matches }
        switch self {
        case .containing: break
        case .matching:
            Self.keep(&matches, of: strings) { matcher?.matches($0) ?? false }
        case .words(let words):
            var search = WordSearch(words, matcher)
            // Held once, so that what it learns is not copied.
            matcher = nil
            Self.keep(&matches, of: strings) { search.matches($0) }
            matcher = search.matcher
        }
        return matches
    }

    /// Asks the strings that are left.
    private static func keep(
        _ matches: inout [Bool],
        of strings: StringTable,
        _ passes: (UnsafeRawBufferPointer) -> Bool
    ) {
        strings.bytes.withUnsafeBytes { bytes in
            for code in matches.indices where matches[code] {
                let range = strings.range(UInt32(truncatingIfNeeded: code))
                matches[code] = passes(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
    }

    private static func find(
        _ needle: UnsafeRawBufferPointer,
        in bytes: UnsafeRawBufferPointer,
        _ strings: StringTable,
        _ matches: inout [Bool]
    ) {
        let search = ByteSearch(needle, in: bytes)
        var start = 0
        var code = 0
        while let found = search.firstOccurrence(from: start) {
            while strings.offsets[code + 1] <= found { code += 1 }
            if found + needle.count <= strings.offsets[code + 1] {
                matches[code] = true
                start = strings.offsets[code + 1]
            } else {
                start = found + 1
            }
        }
    }

    /// Whether a text matches.
    func matches(text: ArraySlice<UInt8>) -> Bool {
        var strings = StringTable()
        _ = text.withUnsafeBytes { strings.append($0) }
        return matches(in: strings)[0]
    }
}
