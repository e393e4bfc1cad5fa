import DossierLogQLSyntax
import DossierPromQLSyntax
import TestSupport
import Testing

@Suite struct LogQLParserTests {
    @Test(arguments: [", ", " or ", " and ", " ", " or y<2 and "])
    func longListsOfConditionsAreReadAgain(_ separator: String) throws {
        let conditions = (0..<50).map { "x>\($0)" }.joined(separator: separator)
        let read = try LogQLQuery(parsing: #"{a="b"} | "# + conditions)
        let again = try LogQLQuery(parsing: read.description)
        #expect(again == read)
        #expect(again.description == read.description)
    }

    @Test(arguments: CanonicalTextCases.all)
    func printsCanonically(_ query: String, _ canonical: String) throws {
        let read = try LogQLQuery(parsing: query)
        #expect(read.description == canonical)
        let again = try LogQLQuery(parsing: canonical)
        #expect(again.description == canonical)
        // A number that is not one equals nothing.
        if !canonical.contains("(0 / 0)") { #expect(again == read) }
    }

    @Test(arguments: RejectedCases.syntax)
    func saysWhatIsNotAQueryAndWhere(_ text: String, _ message: String) {
        let error = #expect(throws: LogQLSyntaxError.self) { try LogQLQuery(parsing: text) }
        #expect(error?.kind == .syntax)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: RejectedCases.invalid)
    func saysWhichRuleIsBroken(_ text: String, _ message: String) {
        let error = #expect(throws: LogQLSyntaxError.self) { try LogQLQuery(parsing: text) }
        #expect(error?.kind == .invalid)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func pointsAtTheOffendingPart() throws {
        let text = "{é=\"x\"}\n |~ \"(\""
        let error = try #require(throws: LogQLSyntaxError.self) { try LogQLQuery(parsing: text) }
        #expect((error.line, error.column) == (2, 5))
        #expect(String(decoding: Array(text.utf8)[error.range], as: UTF8.self) == "\"(\"")
    }

    @Test func anAddressOfAnUnwrapFilterIsNotChecked() throws {
        let text = #"rate({a="b"} | unwrap x | y=ip("")[1m])"#
        #expect(try LogQLQuery(parsing: text).description == text)
    }

    @Test(arguments: [
        (#"{a="b"} | "#, "(", #"x="1""#, ")"), ("", "(", "1", ")"),
        ("", #"vector(1) + ("#, "vector(1)", ")"), ("", "sum(", "vector(1)", ")"),
        ("", "2 ^ ", "vector(1)", ""), (#"{a="b"} | "#, #"x="1" "#, #"x="1""#, ""),
        (#"{a="b"} | "#, #"x="1" or "#, #"x="1""#, ""), ("", "vector(1) - ", "vector(1)", ""),
        ("rate(", "(", #"{a="b"}"#, ")"),
    ])
    func deepNestingIsAnErrorOnASmallStack(
        _ prefix: String,
        _ open: String,
        _ inside: String,
        _ close: String
    ) {
        let text =
            prefix + String(repeating: open, count: 3000) + inside
            + String(repeating: close, count: 3000)
        #expect(printed(text) == nil)
    }

    @Test(arguments: [(#"{a="b"} | x="1""#, #" or x="1""#), ("vector(1)", " - vector(1)")])
    func longChainsArePrintedOnASmallStack(_ first: String, _ next: String) {
        #expect(printed(first + String(repeating: next, count: 90)) != nil)
    }

    /// The canonical text, made on a stack as small as those of the threads that servers have.
    private func printed(_ text: String) -> String? {
        SmallStack.run { (try? LogQLQuery(parsing: text))?.description }
    }

    @Test func longQueriesAreRefused() {
        let text = #"{a="\#(String(repeating: "b", count: LogQLQuery.byteCountLimit))"}"#
        #expect(throws: LogQLSyntaxError.self) { try LogQLQuery(parsing: text) }
    }

    @Test func textThatIsNoUTF8IsRefused() {
        let error = #expect(throws: LogQLSyntaxError.self) {
            try LogQLQuery(parsing: [UInt8(ascii: "{"), 0xff])
        }
        #expect(error?.range == 1..<2)
    }

    @Test func stringsAreBytes() throws {
        guard case .log(let pipeline) = try LogQLQuery(parsing: #"{a="\xff\u00e9"} |= "`""#) else {
            Issue.record("is no log query")
            return
        }
        #expect(pipeline.selector[0].value.bytes == [0xff, 0xc3, 0xa9])
        #expect(pipeline.stages == [.lineFilter(.init(kind: .contains, operands: [.text("`")]))])
    }

    @Test(
        arguments: [
            ("512", 512), ("10KB", 10_000), ("10 kb", 10_000), ("5MiB", 5 << 20), ("1,000", 1000),
            ("1.5k", 1500), ("0.5KiB", 512), ("2Gi", 2 << 30),
        ] as [(String, UInt64)]
    )
    func sizesAreRead(_ text: String, _ count: UInt64) {
        #expect(ByteCountText.parse(text.utf8) == count)
    }

    @Test(arguments: ["", "KB", "1XB", "1 K B", "1KiBs", "-1", "99999EB", "1..2"])
    func otherTextsAreNoSizes(_ text: String) {
        #expect(ByteCountText.parse(text.utf8) == nil)
    }

    @Test(arguments: [
        "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.1.1.1", "1:2", ":1", "1:::2", "1::2::3",
        "1:2:3:4:5:6:7:8:9", "12345::", "::1.2.3", "1:2:3:4:5:6:7:8::", "a-b", "::g", "",
        "1.2.3.4%",
    ])
    func otherTextsAreNoAddresses(_ text: String) {
        #expect(IPAddress(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("0.0.0.0/0", "255.255.255.255", true), ("10.1.2.3/32", "10.1.2.3", true),
        ("10.0.0.1-10.0.0.9", "10.0.0.9", true), ("10.0.0.1-10.0.0.9", "10.0.0.10", false),
        ("::1", "0:0:0:0:0:0:0:1", true), ("2001:db8::/32", "2001:db8:1::1", true),
        ("2001:db8::/32", "2001:db9::", false), ("::/0", "ffff::", true),
        ("::/0", "1.2.3.4", false), ("::ffff:1.2.3.4", "::ffff:102:304", true),
        ("2001:db8::/64", "2001:db8:0:0:ffff::", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
    ])
    func addressesAreFoundInRanges(_ range: String, _ text: String, _ isWithin: Bool) throws {
        let range = try #require(AddressRange(ByteString(range)))
        let address = try #require(IPAddress(Array(text.utf8)))
        #expect(range.addresses.contains(address) == isWithin)
    }
}
