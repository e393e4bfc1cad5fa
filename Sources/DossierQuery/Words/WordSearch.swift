import DossierColumns
import DossierPrimitives
import DossierRegularExpressions

/// Looks for words in one text after another.
struct WordSearch {
    private let kind: WordMatch.Kind
    /// How many words of a phrase stood right before.
    private var found = 0
    private(set) var matcher: RegularExpressionMatcher?
    private var folded: [UInt8] = []

    /// With a matcher that remembers what it learnt from other texts; nil for a new one.
    init(_ match: WordMatch, _ matcher: RegularExpressionMatcher? = nil) {
        kind = match.kind
        if case .pattern(let expression) = match.kind {
            self.matcher = matcher ?? expression.expression.matcher()
        }
    }

    /// Whether a text matches.
    mutating func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        found = 0
        return take(text)
    }

    /// Whether there is a match in a text, or one that ends there and began in those before.
    private mutating func take(_ text: UnsafeRawBufferPointer) -> Bool {
        var scanner = WordScanner(text)
        while let word = scanner.next() {
            if takeWord(UnsafeRawBufferPointer(rebasing: text[word])) { return true }
        }
        return false
    }

    private mutating func takeWord(_ word: UnsafeRawBufferPointer) -> Bool {
        switch kind {
        case .phrase(let words, let fallbacks):
            guard !words.isEmpty else { return false }
            while found > 0, !Self.isSame(word, words[found]) { found = fallbacks[found - 1] }
            if Self.isSame(word, words[found]) { found += 1 }
            return found == words.count
        case .pattern:
            guard word.contains(where: { CaseFolding.folded($0) != $0 || $0 >= 0x80 }) else {
                return matcher?.matches(word) ?? false
            }
            folded.removeAll(keepingCapacity: true)
            CaseFolding.append(word, to: &folded)
            return folded.withUnsafeBytes { matcher?.matches($0) ?? false }
        }
    }

    /// Whether a word is another one, which is in lower case.
    private static func isSame(_ word: UnsafeRawBufferPointer, _ other: [UInt8]) -> Bool {
        var (position, next) = (0, 0)
        while position < word.count {
            let byte = word[position]
            if byte < 0x80 {
                guard next < other.count, CaseFolding.folded(byte) == other[next] else {
                    return false
                }
                (position, next) = (position + 1, next + 1)
                continue
            }
            let (scalar, length) = WordScanner.scalar(of: word, at: position)
            guard let scalar, let encoded = UTF8.encode(CaseFolding.folded(scalar)) else {
                return false
            }
            for byte in encoded {
                guard next < other.count, byte == other[next] else { return false }
                next += 1
            }
            position += length
        }
        return next == other.count
    }

    // MARK: - Values

    /// Whether a value of the composite encoding matches, as JSON has it: its keys, texts, numbers and
    /// literals one behind the other, but no bytes.
    mutating func matches(composite bytes: ArraySlice<UInt8>) -> Bool {
        found = 0
        for part in CompositeParts(bytes) where takes(part, of: bytes) { return true }
        return false
    }

    private mutating func takes(
        _ part: CompositeParts.Part,
        of bytes: ArraySlice<UInt8>
    ) -> Bool {
        switch part {
        case .key(let range), .value(.string(let range)), .value(.json(let range)):
            take(bytes[range])
        case .value(.empty): take("null".utf8)
        case .value(.bool(let value)): take((value ? "true" : "false").utf8)
        case .value(.int(let value)): take(String(value).utf8)
        case .value(.double(let bits)):
            take(CompositeText.text(of: Double(bitPattern: bits)).utf8)
        case .value(.bytes), .value(.array), .value(.list): false
        }
    }

    private mutating func take(_ text: some Sequence<UInt8>) -> Bool {
        let isFound = text.withContiguousStorageIfAvailable { take(UnsafeRawBufferPointer($0)) }
        return isFound ?? Array(text).withUnsafeBytes { take($0) }
    }
}
