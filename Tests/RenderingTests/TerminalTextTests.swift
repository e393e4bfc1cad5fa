import TestSupport
import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct TerminalTextTests {
    @Test(arguments: ["", "plain text", "ünïcödé → 商品 ✓", "C:\\temp", "👩‍👩‍👧‍👦 🇩🇪"])
    func harmlessTextStaysAsItIs(text: String) {
        #expect(TerminalText(text).text == text)
    }

    @Test(arguments: [
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u{1B}[31mred\u{1B}]0;title\u{07}", "\\u{1B}[31mred\\u{1B}]0;title\\u{07}"),
        ("\u{9B}31m", "\\u{9B}31m"),
        ("\0\u{7F}", "\\0\\u{7F}"),
        ("\u{202E}txt.exe", "\\u{202E}txt.exe"),
        ("zero\u{200B}width", "zero\\u{200B}width"),
        ("\u{2028}\u{2029}\u{FEFF}", "\\u{2028}\\u{2029}\\u{FEFF}"),
        ("\u{E0041}", "\\u{E0041}"),
        ("e\u{301}\u{1B}", "e\u{301}\\u{1B}"),
    ])
    func whatMovesHidesOrReordersIsNamed(raw: String, shown: String) {
        #expect(TerminalText(raw).text == shown)
    }

    @Test func noControlCharacterIsLeft() {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = TerminalText("a" + String(scalar) + "b").text
            let isClean = shown.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control
            }
            #expect(isClean, "U+\(String(value, radix: 16))")
        }
    }

    @Test(arguments: [
        ("abc", 3), ("商品", 4), ("e\u{301}", 1), ("😀", 2), ("👩‍👩‍👧‍👦", 2), ("\u{1B}", 6), ("가", 2),
        ("ｆ", 2), ("ﾊ", 1), ("", 0), ("❤\u{FE0F}", 2), ("→", 1),
    ])
    func columnsAreThoseOfATerminal(text: String, columns: Int) {
        #expect(TerminalText(text).columns == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""),
        ("商品一覧", 8, "商品一覧"), ("商品一覧", 7, "商品一…"), ("商品一覧", 6, "商品…"),
        ("ab\u{1B}cd", 7, "ab…"), ("äöü", 2, "ä…"), ("ae\u{301}", 1, "…"),
        ("abe\u{301}", 3, "abe\u{301}"),
    ])
    func longTextIsCutWithAnEllipsis(text: String, limit: Int, shown: String) {
        let cut = TerminalText(text, limit: limit)
        #expect(cut.text == shown)
        #expect(cut.columns <= limit)
    }

    @Test func cuttingIsTheSameWithAndWithoutTheShortWay() {
        for limit in 0...8 {
            let ascii = TerminalText("abcdef", limit: limit)
            let other = TerminalText("→bcdef", limit: limit)
            #expect(ascii.columns == other.columns)
        }
    }

    @Test func simpleTextIsCutAsItsCharactersAre() {
        var random = SplitMix64(seed: 8)
        let signs: [Character] = ["a", " ", "~", "µ", "Ü", "ʯ", "│", "█", "▟", "¡", "ÿ"]
        for _ in 0..<500 {
            let characters = (0..<random.below(12)).map { _ in signs[random.below(signs.count)] }
            let limit = random.below(14) - 1
            let isCut = characters.count > limit
            let kept = String(characters.prefix(isCut ? max(limit - 1, 0) : .max))
            let shown = TerminalText(String(characters), limit: limit)
            #expect(shown.text == kept + (isCut && limit > 0 ? "…" : ""))
            #expect(shown.columns == min(characters.count, max(limit, 0)))
        }
    }

    @Test func bytesThatAreNoUTF8AreNumbered() {
        let bytes: [UInt8] = [0x7B, 0xFF, 0x0A, 0xE2, 0x82, 0xAC, 0xE2, 0x82, 0xC0, 0x80]
        #expect(TerminalText(bytes: bytes, limit: 80).text == "{\\xFF\\n€\\xE2\\x82\\xC0\\x80")
    }

    @Test func aSurrogateInBytesIsNumbered() {
        let text = TerminalText(bytes: [0xED, 0xA0, 0x80, 0x41], limit: 80).text
        #expect(text == "\\xED\\xA0\\x80A")
    }

    @Test func ofMuchTextOnlyTheStartIsLookedAt() {
        let bytes = [UInt8](repeating: 0xFF, count: 1 << 20)
        #expect(TerminalText(bytes: bytes, limit: 9).text == "\\xFF\\xFF…")
    }
}
