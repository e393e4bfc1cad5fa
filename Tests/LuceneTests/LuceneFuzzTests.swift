import DossierLuceneSyntax
import TestSupport
import Testing

/// Whatever the text, reading does not trap, and what is read prints to what reads back equal.
@Suite struct LuceneFuzzTests {
    private static let words = [
        "a", "b-c", "AND", "OR", "NOT", "&&", "||", "!", "+", "-", "(", ")", "(", ")", ":", "f:",
        "f:a", "f:(", "*", "?", "a*b", "*:", "[", "]", "{", "}", "TO", "[1 TO 5]", "{a TO *]",
        "\"a b\"", "\"", "\\", "\\*", "\\:", "/a/", "/", "^2", "^", "~", ">", ">=5", "<", "time:",
        "now-1d/d", "2026-11", "_exists_:", "_exists_", "body:", "severity_number:", "é",
        "\u{3000}",
        "http.\\*:", "\n", "\\AND", "\"\\\"\"", "1e5", "-5", "level:",
    ]

    @Test(arguments: UInt64(0)..<20)
    func soupOfWordsIsReadAndPrinted(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1500 {
            let words = (0...random.below(10)).map { _ in
                Self.words[random.below(Self.words.count)]
            }
            let text = words.joined(separator: random.below(3) == 0 ? "" : " ")
            guard let reading = try? LuceneReading(parsing: text) else { continue }
            let printed = reading.query.description
            let again = try? LuceneReading(parsing: printed)
            #expect(again?.query == reading.query, "seed \(seed): \(text) prints as \(printed)")
            #expect(again?.query.description == printed, "seed \(seed): \(text)")
        }
    }
}
