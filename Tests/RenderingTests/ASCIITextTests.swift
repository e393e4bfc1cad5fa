import Testing

@testable import DossierCLI

/// Text for terminals without UTF-8.
@Suite struct ASCIITextTests {
    @Test func framesAndMarksKeepTheirWidth() {
        let text = "│  ├─ a ━━━ ◆ · 5 µs ×3 └─ b…"
        let ascii = ASCIIText.text(of: text)
        #expect(ascii == "|  |- a === * . 5 us x3 `- b~")
        #expect(ascii.count == text.count)
    }

    @Test func otherCharactersAreNumbers() {
        #expect(ASCIIText.text(of: "Größe 商") == "Gr\\u{F6}\\u{DF}e \\u{5546}")
        #expect(ASCIIText.text(of: "plain") == "plain")
    }
}
