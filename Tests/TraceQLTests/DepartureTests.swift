import Dossier
import TestSupport
import Testing

/// Where Tempo does not do what the rules of its language say, and Dossier does.
///
/// The list in `docs/traceql.md` is the same.
@Suite struct DepartureTests {
    private let folder = TemporaryFolder()

    private static func span(_ id: Int, _ attributes: String) -> String {
        #"{"traceId":"0a000000000000000000000000000001","spanId":"b00000000000000\#(id)","#
            + #""parentSpanId":"\#(id == 1 ? "" : "b000000000000001")","name":"s\#(id)","#
            + #""startTimeUnixNano":"170000000000000000\#(id)","#
            + #""endTimeUnixNano":"170000000000000100\#(id)","attributes":[\#(attributes)]}"#
    }

    private func file() throws -> DossierFile {
        let spans = [
            Self.span(1, #"{"key":"a","value":{"intValue":"1"}}"#),
            Self.span(2, #"{"key":"a","value":{"doubleValue":1.0}}"#),
            Self.span(3, #"{"key":"b","value":{"boolValue":true}}"#),
            Self.span(
                4,
                #"{"key":"a","value":{"arrayValue":{"values":[{"intValue":"1"},{"intValue":"2"}]}}}"#
            ),
        ]
        let dump = folder.write(
            "spans.jsonl",
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
        )
        let store = folder.file("spans.dossier")
        _ = try Ingestion(store: store).run([dump])
        return try DossierFile(store)
    }

    private func names(_ query: String) throws -> String {
        let expression = try TraceQLExpression(parsing: query)
        let result = try file().traces(matching: expression, spansPerSpanset: 100)
        return result.traces.flatMap(\.spansets).flatMap(\.spans).map(\.name).joined(separator: " ")
    }

    private func values(_ query: String) throws -> [Double] {
        let expression = try TraceQLExpression(parsing: query)
        return try file().traceMetrics(expression).series.flatMap(\.points).map(\.value)
    }

    @Test(arguments: ["=", "!="])
    func smallIDsAreParentsLikeOthers(comparison: String) throws {
        let text = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[
            {"traceId":"0a000000000000000000000000000002","spanId":"0000000000000001",
            "name":"parent","startTimeUnixNano":"1","endTimeUnixNano":"9"},
            {"traceId":"0a000000000000000000000000000002","spanId":"0000000000000002",
            "parentSpanId":"0000000000000001","name":"child",
            "startTimeUnixNano":"2","endTimeUnixNano":"3"}]}]}]}
            """
        let dump = folder.write("small.jsonl", text)
        let store = folder.file("small.dossier")
        _ = try Ingestion(store: store).run([dump])
        let query = "{ span:parentID \(comparison) `0000000000000001` }"
        let found = try DossierFile(store).traces(matching: TraceQLExpression(parsing: query))
        let names = found.traces.flatMap(\.spansets).flatMap(\.spans).map(\.name)
        #expect(names == (comparison == "=" ? ["child"] : []))
    }

    @Test func aNegatedComparisonHoldsForAbsentValues() throws {
        #expect(try names("{ !(.a = 1) }") == "s3")
    }

    @Test func wholeNumbersEqualDoubles() throws {
        #expect(try names("{ span.a = 1 }") == "s1 s2 s4")
        #expect(try names("{ span.a = 1.0 }") == "s1 s2 s4")
    }

    @Test func noElementOfAnArrayMayBeEqual() throws {
        #expect(try names("{ span.a != 1 }") == "")
        #expect(try names("{ span.a != 3 }") == "s1 s2 s4")
    }

    @Test func powersOfWholeNumbersHaveTheirSidesInOrder() throws {
        #expect(try names("{ (.a + 1) ^ 3 = 8 }") == "s1 s2")
    }

    @Test func spansForWhichAnExpressionFailsAreLeftOut() throws {
        #expect(try names("{ -.a = -1 }") == "s1 s2")
        #expect(try names("{ !.b }") == "")
        #expect(try names("{ .a / 0 = 1 }") == "")
        #expect(try names("{ .a * 2 = 2 }") == "s1 s2")
    }

    @Test func groupsFailAsASideOnlyWhereTheOtherHasSpans() throws {
        let groups = "({ } | by(name))"
        let all = "({ } | count() > 0)"
        let none = "({ name = `none` } | count() > 0)"
        #expect(try names("\(groups) > \(none)") == "")
        #expect(try names("\(none) >> \(groups)") == "")
        #expect(try names("(\(groups) > \(all)) && \(none)") == "")
        #expect(throws: DossierError.self) { try names("\(groups) > \(all)") }
        #expect(throws: DossierError.self) { try names("\(none) !> \(groups)") }
    }

    @Test func sumsLeaveOutSpansWithoutTheAttribute() throws {
        #expect(try values("{ } | sum_over_time(span.a)").reduce(0, +) == 2)
    }

    @Test func nothingIsCountedBehindAFilterThatIsFalse() throws {
        #expect(try values("{ false } | count_over_time()").isEmpty)
    }

    @Test func compareCountsASpanOnceForEachField() throws {
        let expression = try TraceQLExpression(
            parsing: "{ name = `s1` } | compare({ duration > 0 })"
        )
        for series in try file().traceMetrics(expression).series {
            #expect(series.points.map(\.value).reduce(0, +) == 1, "\(series.labels)")
        }
    }
}
