package import DossierRegularExpressions

/// What the words of a text have to be like; case is ignored.
package struct WordMatch: Sendable {
    enum Kind: Sendable {
        /// These words, one behind the other; and for each of them how many of the first ones a text
        /// still ends with where the next one is missing.
        case phrase([[UInt8]], fallbacks: [Int])
        /// Some word matches.
        case pattern(SharedExpression)
    }

    let kind: Kind
    /// Bytes that every matching text has, ASCII letters of which in lower case; none if no such bytes
    /// are known.
    let requiredBytes: [UInt8]

    /// The words of a text, adjacent and in this order; no text matches if there are none.
    package init(phrase text: [UInt8]) {
        let words = Self.words(of: text)
        kind = .phrase(words, fallbacks: Self.fallbacks(of: words))
        requiredBytes =
            words.map { Self.longestPart(of: $0) { $0.isASCII || !$0.properties.isCased } }
            .max { $0.count < $1.count } ?? []
    }

    /// A word that matches; the expression sees words in lower case.
    package init(wordMatching expression: RegularExpression) {
        kind = .pattern(SharedExpression(expression))
        // Of an expression without case `k` and `s` also stand for characters that are not ASCII.
        requiredBytes = Self.longestPart(of: CaseFolding.folded(expression.requiredLiteral)) {
            $0.isASCII && $0 != "k" && $0 != "s"
        }
    }

    /// A word that matches an expression whatever its case.
    ///
    /// `plain` is the same expression with its case, for bytes that it requires.
    package init(wordMatching expression: RegularExpression, plain: RegularExpression) {
        kind = .pattern(SharedExpression(expression))
        requiredBytes = WordMatch(wordMatching: plain).requiredBytes
    }

    /// The expression that some word has to match; nil for words as such.
    var sharedExpression: SharedExpression? {
        if case .pattern(let expression) = kind { expression } else { nil }
    }

    /// Whether a text matches that has one word, whatever the other words are.
    var isOneWord: Bool {
        if case .phrase(let words, _) = kind { words.count == 1 } else { true }
    }

    /// Whether it has words that a text could have.
    package var hasWords: Bool {
        if case .phrase(let words, _) = kind { !words.isEmpty } else { true }
    }

    /// The words of a text in lower case.
    package static func words(of text: [UInt8]) -> [[UInt8]] {
        text.withUnsafeBytes { text in
            var scanner = WordScanner(text)
            var words: [[UInt8]] = []
            while let word = scanner.next() {
                words.append(CaseFolding.folded(text[word]))
            }
            return words
        }
    }

    /// The longest run of characters of a word that pass.
    private static func longestPart(
        of word: [UInt8],
        _ passes: (Unicode.Scalar) -> Bool
    ) -> [UInt8] {
        String(decoding: word, as: UTF8.self).unicodeScalars
            .split { !passes($0) }
            .map { Array(String(String.UnicodeScalarView($0)).utf8) }
            .max { $0.count < $1.count } ?? []
    }

    /// The failure function of Knuth, Morris and Pratt.
    private static func fallbacks(of words: [[UInt8]]) -> [Int] {
        var fallbacks = [Int](repeating: 0, count: words.count)
        var length = 0
        for index in words.indices.dropFirst() {
            while length > 0, words[index] != words[length] { length = fallbacks[length - 1] }
            if words[index] == words[length] { length += 1 }
            fallbacks[index] = length
        }
        return fallbacks
    }

    /// Whether the required bytes may come from what is no text in a value: a number, `true`, `null`.
    var mayBeOutsideTexts: Bool {
        requiredBytes.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == 0x65 }
            || ["true", "false", "null", "nan", "infinity"].contains { word in
                let word = Array(word.utf8)
                return word.indices.contains { word[$0...].starts(with: requiredBytes) }
            }
    }
}
