import DossierLuceneSyntax
import TestSupport
import Testing

@Suite struct LuceneReadingTests {
    @Test(arguments: ReadingCases.all + HeldOutCases.readings)
    func readsAndPrints(_ query: String, _ canonical: String) throws {
        let reading = try LuceneReading(parsing: query)
        #expect(reading.query.description == canonical)
        #expect(try LuceneReading(parsing: canonical).query == reading.query)
    }

    @Test(arguments: ReadingCases.errors)
    func saysWhatIsWrong(_ query: String, _ column: Int, _ message: String) {
        let error = #expect(throws: LuceneSyntaxError.self) { try LuceneReading(parsing: query) }
        #expect(error?.column == column, "\(query): \(error?.description ?? "")")
        #expect(
            error?.description.contains(message) ?? false,
            "\(query): \(error?.description ?? "")"
        )
    }

    @Test(arguments: HeldOutCases.errors)
    func saysWhere(_ query: String, _ column: Int) {
        let error = #expect(throws: LuceneSyntaxError.self) { try LuceneReading(parsing: query) }
        #expect(error?.column == column, "\(query): \(error?.description ?? "")")
    }

    @Test(arguments: ReadingCases.hints)
    func hintsAtAnotherReading(_ query: String, _ isHinted: Bool) throws {
        let notes = try LuceneReading(parsing: query).notes
        #expect(notes.isEmpty != isHinted, "\(notes)")
    }

    @Test func theHintHasBothReadings() throws {
        let note = try LuceneReading(parsing: "x (a OR b AND c)").notes.first
        #expect(
            note?.message == "read as a OR (b AND c); classic Lucene reads b AND c:"
                + " parentheses say which is meant"
        )
        #expect(note?.range == 3..<15)
    }

    @Test func hintsAreShortAndFew() throws {
        let long = try LuceneReading(
            parsing: (0..<8000).map { "é\($0) OR b AND c" }
                .joined(separator: " ")
        ).notes
        #expect(long.count == 1)
        #expect(long.allSatisfy { $0.message.utf8.count < 500 })
        #expect(long.first?.message.contains("…; classic Lucene") ?? false)
        let many = String(repeating: "(a OR b AND c) ", count: 100)
        #expect(try LuceneReading(parsing: many).notes.count == 10)
    }

    @Test func saysThatAPathIsReadAsARegularExpression() throws {
        let note = try LuceneReading(parsing: "path:/api/v1").notes.first
        #expect(
            note?.message
                == "`/api/` is a regular expression; put a value with slashes in quotes"
        )
        #expect(note?.range == 5..<10)
    }

    @Test func whatIsAtFaultInAnExpressionIsLeftOutWhereItIsNotKnown() {
        let error = #expect(throws: LuceneSyntaxError.self) {
            try LuceneReading(parsing: "/\(String(repeating: "a{1000}", count: 100))/")
        }
        #expect(error?.message == "invalid regular expression: expression too large")
    }

    @Test func countsLinesAndBytes() {
        let error = #expect(throws: LuceneSyntaxError.self) {
            try LuceneReading(parsing: "é\né:b:c")
        }
        #expect(error?.line == 2)
        #expect(error?.column == 5)
        #expect(throws: LuceneSyntaxError.self) { try LuceneReading(parsing: [0x61, 0xff]) }
    }

    @Test func limitsNesting() throws {
        @Sendable func text(_ depth: Int) -> String {
            String(repeating: "(a OR ", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        let limit = LuceneQuery.nestingLimit
        let deepest = try #require(SmallStack.run { try? LuceneReading(parsing: text(limit)) })
        #expect(
            SmallStack.run { try? LuceneReading(parsing: deepest.query.description) } == deepest
        )
        for depth in [limit + 1, 100 * limit] {
            let error = #expect(throws: LuceneSyntaxError.self) {
                try LuceneReading(parsing: text(depth))
            }
            #expect(error?.description.contains("nests deeper than 100 levels") ?? false)
        }
    }

    @Test func readsLongQueries() throws {
        let count = 20_000
        let text = (0..<count).map { "f\($0):a" }.joined(separator: " OR ")
        guard case .or(let parts) = try LuceneReading(parsing: text).query else {
            Issue.record("no alternatives")
            return
        }
        #expect(parts.count == count)
    }
}
