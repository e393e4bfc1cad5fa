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
        var reader = CompositeReader(bytes)
        var open: [(left: Int, isList: Bool)] = []
        while true {
            if let top = open.last {
                guard top.left > 0 else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].left -= 1
                if top.isList {
                    guard let key = reader.key() else { return false }
                    if take(reader.bytes[key]) { return true }
                }
            }
            guard let token = reader.next() else { return false }
            switch token {
            case .empty: if take("null".utf8) { return true }
            case .bool(let value): if take((value ? "true" : "false").utf8) { return true }
            case .int(let value): if take(String(value).utf8) { return true }
            case .double(let bits):
                if take(CompositeText.text(of: Double(bitPattern: bits)).utf8) { return true }
            case .string(let range), .json(let range):
                if take(reader.bytes[range]) { return true }
            case .bytes: break
            case .array(let count): open.append((count, false))
            case .list(let count): open.append((count, true))
            }
            if open.isEmpty { return false }
        }
    }

    private mutating func take(_ text: some Sequence<UInt8>) -> Bool {
        let isFound = text.withContiguousStorageIfAvailable { take(UnsafeRawBufferPointer($0)) }
        return isFound ?? Array(text).withUnsafeBytes { take($0) }
    }
}
