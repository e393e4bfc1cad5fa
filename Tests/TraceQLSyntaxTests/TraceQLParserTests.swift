import DossierTraceQLSyntax
import TestSupport
import Testing

@Suite struct TraceQLParserTests {
    @Test(arguments: CanonicalTextCases.all)
    func printsCanonically(_ query: String, _ canonical: String) throws {
        let read = try TraceQLQuery(parsing: query)
        #expect(read.description == canonical)
        let again = try TraceQLQuery(parsing: canonical)
        #expect(again.description == canonical)
        // A number that is not one equals nothing.
        if !canonical.contains("(0.0 / 0.0)") { #expect(again == read) }
    }

    @Test(arguments: RejectedCases.syntax)
    func saysWhatIsNotAQueryAndWhere(_ text: String, _ message: String) {
        let error = #expect(throws: TraceQLSyntaxError.self) {
            try TraceQLReading(parsing: text)
        }
        #expect(error?.kind == .syntax)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: RejectedCases.invalid)
    func saysWhichRuleIsBroken(_ text: String, _ message: String) throws {
        let violation = try TraceQLReading(parsing: text).violation
        #expect(violation?.kind == .invalid)
        #expect(violation?.description.contains(message) == true, "\(violation?.description ?? "")")
    }

    @Test(arguments: RejectedCases.unsupported)
    func saysWhatIsNotSupported(_ text: String, _ message: String) throws {
        let violation = try TraceQLReading(parsing: text).violation
        #expect(violation?.kind == .unsupported)
        #expect(violation?.description.contains(message) == true, "\(violation?.description ?? "")")
        #expect(throws: TraceQLSyntaxError.self) { try TraceQLQuery(parsing: text) }
    }

    @Test func pointsAtTheOffendingPart() throws {
        let text = "{ .é = 1 &&\n (name = 1) }"
        let violation = try #require(try TraceQLReading(parsing: text).violation)
        #expect((violation.line, violation.column) == (2, 3))
        let part = Array(text.utf8)[violation.range]
        #expect(String(decoding: part, as: UTF8.self) == "name = 1")
    }

    @Test func keepsTheFirstBrokenRule() throws {
        let reading = try TraceQLReading(parsing: "{ name = 1 } | { status = 2 }")
        #expect(reading.violation?.range == 2..<10)
        #expect(reading.query.description == "{ name = 1 }|{ status = 2 }")
    }

    @Test func stringsAreBytes() throws {
        let query = try TraceQLQuery(parsing: #"{ .a = "\xff\x00`\u00e9" }"#)
        guard case .search(let pipeline) = query.body,
            case .spansets(.filter(.binary(.equal, _, .literal(.string(let bytes))))) =
                pipeline.stages[0]
        else {
            Issue.record("unexpected form")
            return
        }
        #expect(bytes == [0xff, 0x00, 0x60, 0xc3, 0xa9])
        #expect(throws: TraceQLSyntaxError.self) {
            try TraceQLReading(parsing: [0x7b, 0xff, 0x7d])
        }
    }

    @Test(arguments: [
        ("{ false }", true), ("{ 1 = 2 }", true), ("{ true }", false), ("{ .a }", false),
        ("{ false } && { .a }", true), ("{ false } || { .a }", false),
        ("{ false } !> { .a }", false), ("{ .a } !> { false }", true),
        ("{ .a } | { false } | count() > 1", true), ("{ false } | rate()", true),
        ("({ false } | rate()) + ({ } | rate())", false),
        ("({ false } | rate()) + 1", true),
    ])
    func knowsWhatMatchesNothing(_ text: String, _ matchesNothing: Bool) throws {
        #expect(try TraceQLQuery(parsing: text).matchesNothing == matchesNothing)
    }
}

@Suite struct TraceQLNestingTests {
    private static let limit = TraceQLQuery.nestingLimit

    @Test(arguments: [
        ("{ ", "-", ".a", "", " = 1 }"), ("{ ", "!", ".a", "", " }"),
        ("{ ", "(.a && ", ".a", ")", " }"), ("{ ", ".a ^ ", ".a", "", " = 1 }"),
        ("", "({} > ", "{}", ")", ""), ("", "({} | ", "{}", ")", ""),
        ("", "(", "({} | rate())", " + 1)", ""), ("", "", "{}", " && {}", ""),
        ("{ ", "", ".a", " || .a", " }"), ("", "(", "{}", ")", ""),
        ("max(", "", ".a", " + .a", ") > 1"),
    ])
    func limitsNesting(
        _ head: String,
        _ opening: String,
        _ core: String,
        _ closing: String,
        _ tail: String
    ) {
        func text(_ depth: Int) -> String {
            head + String(repeating: opening, count: depth) + core
                + String(repeating: closing, count: depth) + tail
        }
        for depth in [Self.limit + 1, 100 * Self.limit] {
            #expect(throws: TraceQLSyntaxError.self) { try TraceQLQuery(parsing: text(depth)) }
        }
    }

    @Test(arguments: [("{ ", " && .a", " }"), ("{} && ", "{} && ", "{}")])
    func readsLongChainsAndTheirTexts(_ head: String, _ part: String, _ tail: String) throws {
        let core = head == "{ " ? ".a" : ""
        let text = head + core + String(repeating: part, count: Self.limit - 10) + tail
        let query = try TraceQLQuery(parsing: text)
        #expect(try TraceQLQuery(parsing: query.description) == query)
    }

    @Test func deepQueriesFitIntoASmallStack() throws {
        let depth = Self.limit - 20
        for text in [
            String(repeating: "({} > ", count: depth) + "{}" + String(repeating: ")", count: depth),
            "{ " + String(repeating: "(.a && ", count: depth) + ".a"
                + String(repeating: ")", count: depth) + " }",
            String(repeating: "(", count: depth) + "({} | rate())"
                + String(repeating: " + 1)", count: depth),
        ] {
            let query = try #require(SmallStack.run { try? TraceQLQuery(parsing: text) })
            let again = SmallStack.run { try? TraceQLQuery(parsing: query.description) }
            #expect(again == query)
        }
    }

    @Test func parenthesesOfExpressionsTakeNoStack() throws {
        let count = 100_000
        let text =
            "{ " + String(repeating: "(", count: count) + ".a"
            + String(repeating: ")", count: count)
            + " }"
        #expect(try TraceQLQuery(parsing: text).description == "{ .a }")
    }
}
