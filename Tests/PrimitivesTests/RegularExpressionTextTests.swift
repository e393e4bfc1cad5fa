import DossierPrimitives
import Testing

@Suite struct RegularExpressionTextTests {
    @Test(arguments: [
        ("stock/eu", "stock/eu"), ("a.b", #"a\.b"#),
        (#"\+*?()|[]{}^$"#, #"\\\+\*\?\(\)\|\[\]\{\}\^\$"#),
        ("+\u{301}", "\\+\u{301}"), ("", ""),
    ])
    func whatHasAMeaningIsEscaped(text: String, pattern: String) {
        #expect(RegularExpressionText.quoted(text) == pattern)
    }
}
