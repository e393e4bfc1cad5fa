import DossierPrimitives
import Testing

@Suite struct JSONValueTests {
    private func parse(_ text: String) -> JSONValue? { JSONValue(parsing: text.utf8) }

    @Test func readsValuesOfEveryType() {
        let value = parse(#" {"a": [1, -2.5e3, true, false, null, "x"], "b": {}, "c": []} "#)
        #expect(
            value?["a"]?.elements == [
                .number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null, .string("x"),
            ]
        )
        #expect(value?["b"] == .object([]))
        #expect(value?["c"] == .array([]))
        #expect(value?["d"] == nil)
    }

    @Test(
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e4\u4E2D""#, "ä中"),
            (#""\uD83D\uDE00""#, "😀"), (#""\uD83Dx""#, "\u{FFFD}x"),
            (#""\uD83D\u0041""#, "\u{FFFD}A"),
        ]
    )
    func readsEscapes(_ text: String, _ expected: String) {
        #expect(parse(text)?.text == expected)
    }

    @Test(
        arguments: [
            "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "01", "1.", "+1", ".5", "1e", "tru",
            "\"a", "\"\n\"", #""\x""#, #""\u12G4""#, #""\u+123""#, "1 2", "[1 2]", "nan",
        ]
    )
    func refusesWhatIsNoJSON(_ text: String) {
        #expect(parse(text) == nil)
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(JSONValue(parsing: [0x22, 0xFF, 0x22]) == nil)
    }

    @Test func refusesDeepNesting() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(parse(nested(64)) != nil)
        #expect(parse(nested(65)) == nil)
        #expect(parse(nested(100_000)) == nil)
    }
}
