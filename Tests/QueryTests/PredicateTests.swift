import DossierColumns
import DossierQuery
import DossierRegularExpressions
import DossierStore
import Testing

/// Conditions over the columns of blocks.
@Suite struct PredicateTests {
    private static func span(_ number: Int, _ members: String) -> String {
        #"{"traceId":"\#(QueryFixture.trace)","spanId":"000000000000000\#(number)","#
            + #""name":"span \#(number)","startTimeUnixNano":"\#(100 + number)","#
            + #""endTimeUnixNano":"\#(200 + number * 10)"\#(members)}"#
    }

    private static func attributes(_ values: String...) -> String {
        #","attributes":[\#(values.joined(separator: ","))]"#
    }

    private static func text(_ key: String, _ value: String) -> String {
        #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
    }

    private static func int(_ key: String, _ value: Int) -> String {
        #"{"key":"\#(key)","value":{"intValue":"\#(value)"}}"#
    }

    /// The numbers of the spans that pass, over all blocks.
    private func passing(_ predicate: Predicate, in fixture: QueryFixture) throws -> [Int] {
        let blocks = try SpanBlocks(fixture.reader())
        let compiled = CompiledPredicate(predicate, on: .span, in: blocks.catalogue)
        var found: [Int] = []
        for block in 0..<blocks.count {
            let columns = blocks.columns(of: block)
            let ids = try columns.words(.spanID, of: .span)
            try compiled.rows(of: columns).forEachRow { found.append(Int(ids[$0])) }
        }
        return found.sorted()
    }

    private static func equals(_ text: String) -> ValueTest {
        var test = ValueTest()
        test.strings = .compare(.equal, with: Array(text.utf8))
        return test
    }

    private static func isAtLeast(_ number: Int64) -> ValueTest {
        var test = ValueTest()
        test.ints = .compare(.greaterOrEqual, with: number)
        return test
    }

    private static let absent: ValueTest = {
        var test = ValueTest()
        test.isAbsentPassing = true
        return test
    }()

    private func mixed() throws -> QueryFixture {
        let fixture = QueryFixture()
        try fixture.ingest(
            "a.jsonl",
            QueryFixture.spans(
                service: "cart",
                [
                    Self.span(1, Self.attributes(Self.text("a", "red"), Self.int("n", 3))),
                    Self.span(2, Self.attributes(Self.text("a", "blue"), Self.int("n", -3))),
                    Self.span(3, Self.attributes(Self.int("a", 7))),
                    // The last value of a key counts.
                    Self.span(4, Self.attributes(Self.text("a", "red"), Self.int("a", 8))),
                    Self.span(5, Self.attributes(Self.text("a", "red"), Self.text("a", "blue"))),
                ]
            )
        )
        try fixture.ingest(
            "b.jsonl",
            QueryFixture.spans(
                service: "shop",
                [
                    Self.span(
                        6,
                        #","events":[{"name":"x","attributes":[\#(Self.int("e", 1))]},"#
                            + #"{"name":"y","attributes":[\#(Self.int("e", 2))]}]"#
                    ),
                    Self.span(7, ""),
                ]
            )
        )
        return fixture
    }

    @Test func theLastValueOfAKeyDecidesWhateverItsType() throws {
        let fixture = try mixed()
        let a = PredicateColumn.attribute(Array("a".utf8))
        #expect(try passing(.test(a, Self.equals("red")), in: fixture) == [1])
        #expect(try passing(.test(a, Self.equals("blue")), in: fixture) == [2, 5])
        #expect(try passing(.test(a, Self.isAtLeast(8)), in: fixture) == [4])
        #expect(try passing(.test(a, Self.absent), in: fixture) == [6, 7])
        #expect(
            try passing(.not(.test(a, Self.equals("red"))), in: fixture) == [2, 3, 4, 5, 6, 7]
        )
    }

    @Test func numbersOfBothSignsCompare() throws {
        let fixture = try mixed()
        let n = PredicateColumn.attribute(Array("n".utf8))
        #expect(try passing(.test(n, Self.isAtLeast(-3)), in: fixture) == [1, 2])
        #expect(try passing(.test(n, Self.isAtLeast(0)), in: fixture) == [1])
        #expect(try passing(.test(n, Self.isAtLeast(4)), in: fixture) == [])
    }

    @Test func durationsAreFromStartToEnd() throws {
        let fixture = try mixed()
        // The span of number n takes 100 + 9n nanoseconds.
        #expect(try passing(.test(.duration, Self.isAtLeast(154)), in: fixture) == [6, 7])
    }

    @Test func conditionsOnChildrenHoldForAnyOrForOneTogether() throws {
        let fixture = try mixed()
        let name = Predicate.test(.child(.spanEvent, .field(.name)), Self.equals("x"))
        let value = Predicate.test(
            .child(.spanEvent, .attribute(Array("e".utf8))),
            Self.isAtLeast(2)
        )
        #expect(try passing(.and([name, value]), in: fixture) == [6])
        let together = Predicate.anyChild(
            .spanEvent,
            .and([
                .test(.field(.name), Self.equals("x")),
                .test(.attribute(Array("e".utf8)), Self.isAtLeast(2)),
            ])
        )
        #expect(try passing(together, in: fixture) == [])
    }

    @Test func theFirstColumnWithAValueDecides() throws {
        let fixture = try mixed()
        let key = Array("service.name".utf8)
        let columns: [PredicateColumn] = [.attribute(key), .resourceAttribute(key)]
        func first(_ test: ValueTest) -> Predicate { .first(columns, has: .anyValue(), test) }
        #expect(try passing(first(Self.equals("shop")), in: fixture) == [6, 7])
        #expect(try passing(first(Self.absent), in: fixture) == [])
    }

    @Test func expressionsAreMatchedAgainstWholeTexts() throws {
        let fixture = try mixed()
        var test = ValueTest()
        let expression = try RegularExpression(anchoring: Array("span [12]".utf8))
        test.strings = .matching(SharedExpression(expression))
        #expect(try passing(.test(.field(.name), test), in: fixture) == [1, 2])
        test.strings = .notMatching(SharedExpression(expression))
        #expect(try passing(.test(.field(.name), test), in: fixture) == [3, 4, 5, 6, 7])
    }

    @Test func attributesWithoutASlotAreFound() throws {
        let fixture = QueryFixture()
        // More keys than a batch has slots.
        let spans = (0..<5000).map { number in
            let attributes = Self.attributes(Self.int("k\(number)", number))
            return #"{"traceId":"\#(QueryFixture.trace)","spanId":"000000000000\#(1000 + number)","#
                + #""name":"s","startTimeUnixNano":"1"\#(attributes)}"#
        }
        try fixture.ingest("many.jsonl", QueryFixture.spans(service: "cart", spans))
        let column = PredicateColumn.attribute(Array("k4999".utf8))
        #expect(try passing(.test(column, Self.isAtLeast(4999)), in: fixture) == [0x5999])
        #expect(try passing(.test(column, Self.absent), in: fixture).count == 4999)
    }

    @Test func whatNoRowCanHaveIsKnownWithoutBlocks() throws {
        let blocks = try SpanBlocks(mixed().reader())
        let none = Predicate.test(.attribute(Array("nothing".utf8)), Self.equals("x"))
        #expect(CompiledPredicate(none, on: .span, in: blocks.catalogue).isNever)
        let all = Predicate.not(none)
        #expect(CompiledPredicate(all, on: .span, in: blocks.catalogue).isAlways)
    }
}
