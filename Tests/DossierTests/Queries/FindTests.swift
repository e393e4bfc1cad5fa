import Dossier
import TestSupport
import Testing

/// Values that are found, wherever they are.
@Suite struct FindTests {
    private let fixture = StoreFixture()
    private static let trace = "5c1d6f0e2b7a4938a1b2c3d4e5f60718"
    private static let start: UInt64 = 1_700_000_000_000_000_000

    private static func trace(_ number: Int) -> String {
        "0a0000000000000000000000000000" + (number < 10 ? "0" : "") + "\(number)"
    }

    private static func attribute(_ key: String, _ value: String) -> String {
        #"{"key":"\#(key)","value":\#(value)}"#
    }

    private static func text(_ key: String, _ value: String) -> String {
        attribute(key, #"{"stringValue":"\#(value)"}"#)
    }

    /// A span that starts as many seconds after the start as its number says.
    private static func span(
        _ number: Int,
        _ attributes: [String] = [],
        _ members: String = ""
    ) -> String {
        """
        {"traceId":"\(trace(number))","spanId":"00000000000000\(number + 10)","name":"GET /cart",\
        "startTimeUnixNano":"\(start + UInt64(number) * 1_000_000_000)",\
        "endTimeUnixNano":"\(start + UInt64(number) * 1_000_000_000 + 5)"\(members),\
        "attributes":[\(attributes.joined(separator: ","))]}
        """
    }

    private static func spans(_ spans: [String], resource: [String] = []) -> String {
        """
        {"resourceSpans":[{"resource":{"attributes":[\(resource.joined(separator: ","))]},\
        "scopeSpans":[{"scope":{"name":"lib","version":"4711"},"spans":\
        [\(spans.joined(separator: ","))]}]}]}

        """
    }

    private static func log(_ number: Int, body: String, _ attributes: [String] = []) -> String {
        """
        {"timeUnixNano":"\(start + UInt64(number))","body":\(body),\
        "traceId":"\(trace(number))","attributes":[\(attributes.joined(separator: ","))]}
        """
    }

    private static func logs(_ records: [String]) -> String {
        #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records.joined(separator: ","))]}]}]}"#
            + "\n"
    }

    private func find(
        _ value: String,
        in dump: String,
        _ query: ValueQuery = ValueQuery()
    ) throws -> FoundValue {
        try fixture.ingest("dump.jsonl", dump.utf8)
        return try #require(fixture.open().find([value], query).values.first)
    }

    /// The places as `row part key path: rows`.
    private func texts(_ found: FoundValue) -> [String] {
        found.places.map { place in
            let path = place.path.isEmpty ? "" : " \(place.path)"
            return "\(place.row.rawValue) \(place.part.rawValue) \(place.key)\(path): "
                + "\(place.rowCount)"
        }
    }

    // MARK: - Places

    @Test func valuesOfEveryTypeAreFoundByWhatTheTextSays() throws {
        let found = try find(
            "4711",
            in: Self.spans([
                Self.span(1, [Self.attribute("order.id", #"{"intValue":"4711"}"#)]),
                Self.span(2, [Self.text("order.id", "4711")]),
                Self.span(3, [Self.attribute("order.id", #"{"doubleValue":4711.0}"#)]),
                Self.span(4, [Self.text("order.id", "4711 "), Self.text("id", "04711")]),
                Self.span(5, [Self.attribute("order.id", #"{"intValue":"47110"}"#)]),
            ])
        )
        #expect(texts(found) == ["span scope_version : 5", "span attribute order.id: 3"])
        #expect(Set(found.places[1].types) == [.string, .int, .double])
        #expect(found.places[1].traceCount == 3)
        let expression = try #require(found.places[1].expression)
        #expect(try fixture.open().traces(matching: expression).matchCount == 3)
    }

    @Test func resourcesMayHaveTheValueUnderDifferentKeys() throws {
        let pairs = [("a", "v-0"), ("b", "v-0"), ("b", "v-0"), ("a", "v-1"), ("c", "v-1")]
        let lines = pairs.enumerated().map { number, pair in
            Self.spans([Self.span(number + 1)], resource: [Self.text(pair.0, pair.1)])
        }
        let found = try find("v-0", in: lines.joined())
        #expect(texts(found) == ["span resource b: 2", "span resource a: 1"])
        let other = try #require(fixture.open().find(["v-1"]).values.first)
        #expect(texts(other) == ["span resource a: 1", "span resource c: 1"])
    }

    @Test func membersOfArraysAndListsAreFoundWithTheirPaths() throws {
        let list =
            #"{"kvlistValue":{"values":[{"key":"user","value":{"arrayValue":{"values":"#
            + #"[{"intValue":"7"},{"kvlistValue":{"values":[{"key":"id","value":"#
            + #"{"stringValue":"u-1"}}]}},{"stringValue":"u-1"}]}}}]}}"#
        let found = try find(
            "u-1",
            in: Self.spans([
                Self.span(1, [Self.attribute("request", list)]),
                Self.span(2, [Self.attribute("request", list), Self.text("request.user", "u-2")]),
            ]) + Self.logs([Self.log(3, body: list)])
        )
        #expect(
            texts(found) == [
                "span attribute request user[]: 2", "span attribute request user[].id: 2",
                "log_record field body user[]: 1", "log_record field body user[].id: 1",
            ]
        )
        #expect(found.traceCount == 3)
    }

    @Test func wordsOfBodiesAreDelimited() throws {
        let bodies = [
            "order 4711 failed", "order=4711", "(4711)", "4711", "A-4711-B", "x4711", "4711_b",
            "é4711", "47110", "14711", "“4711”",
        ]
        let found = try find(
            "4711",
            in: Self.logs(
                bodies.enumerated().map { Self.log($0 + 1, body: #"{"stringValue":"\#($1)"}"#) }
            )
        )
        #expect(texts(found) == ["log_record field body: 6"])
    }

    @Test func punctuationEndsAValueByItself() throws {
        let found = try find(
            "/cart/",
            in: Self.logs([
                Self.log(1, body: #"{"stringValue":"GET api/cart/7"}"#),
                Self.log(2, body: #"{"stringValue":"GET api/cart"}"#),
            ])
        )
        #expect(texts(found) == ["log_record field body: 1"])
    }

    @Test func wordsOfAttributesAreFoundOnRequest() throws {
        let dump = Self.spans([
            Self.span(1, [Self.text("url.path", "/orders/4712/items")]),
            Self.span(2, [Self.text("url.path", "/orders/47120")]),
            Self.span(3, [Self.text("order", "4712")]),
        ])
        var query = ValueQuery()
        let whole = try find("4712", in: dump, query)
        #expect(texts(whole) == ["span attribute order: 1"])
        query.findsWords = true
        let words = try #require(fixture.open().find(["4712"], query).values.first)
        #expect(texts(words) == ["span attribute order: 1", "span attribute url.path: 1"])
        let path = try #require(words.places.last?.expression)
        let matches = try fixture.open().traces(matching: path)
        #expect(matches.traces.map(\.summary.id.hex) == [Self.trace(1)])
    }

    @Test func attributesBeyondTheLimitOfKeysAreFound() throws {
        let spans = (0..<5000).map { number in
            Self.span(number % 10, [Self.text("key.\(number)", "value-\(number)")])
        }
        try fixture.ingest("dump.jsonl", Self.spans(spans).utf8)
        for number in [0, 4095, 4096, 4999] {
            let result = try fixture.open().find(["value-\(number)"])
            let found = try #require(result.values.first)
            #expect(texts(found) == ["span attribute key.\(number): 1"])
        }
    }

    @Test(arguments: ["http.server.duration", "http_server_duration_seconds_bucket"])
    func aMetricIsFoundByItsNames(_ name: String) throws {
        let point =
            #"{"timeUnixNano":"8","count":"1","sum":1,"bucketCounts":["1"],"explicitBounds":[]}"#
        let metric =
            #"{"name":"http.server.duration","unit":"s","histogram":{"#
            + #""aggregationTemporality":2,"dataPoints":[\#(point)]}}"#
        let found = try find(
            name,
            in: #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[\#(metric)]}]}]}"# + "\n"
        )
        #expect(texts(found) == ["series field name: 1"])
        #expect(found.places.first?.selector == #"{"\#(name)"}"#)
    }

    // MARK: - Traces

    @Test func aTraceCountsThroughEachOfItsSignals() throws {
        let value = Self.text("customer", "c-9")
        let event = #","events":[{"name":"e","timeUnixNano":"7","attributes":[\#(value)]}]"#
        let link =
            #","links":[{"traceId":"\#(Self.trace(99))","spanId":"00000000000000aa","#
            + #""attributes":[\#(value)]}]"#
        let mention =
            #"{"timeUnixNano":"9","body":{"stringValue":"no c-9 in \#(Self.trace(5))"}}"#
        let unknown = #"{"timeUnixNano":"9","body":{"stringValue":"no c-9"}}"#
        let exemplar =
            #"{"timeUnixNano":"8","asDouble":1,"traceId":"\#(Self.trace(6))","#
            + #""spanId":"0000000000000016"}"#
        let points =
            #"{"timeUnixNano":"8","asInt":"1","attributes":[\#(value)],"exemplars":[\#(exemplar)]},"#
            + #"{"timeUnixNano":"9","asInt":"1","attributes":[\#(value),"#
            + Self.text("trace_id", Self.trace(7)) + "]}"
        let metrics =
            #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":"#
            + #"{"dataPoints":[\#(points)]}}]}]}]}"# + "\n"
        let found = try find(
            "c-9",
            in: Self.spans([
                Self.span(1, [value]), Self.span(2, [], event), Self.span(3, [], link),
                Self.span(4), Self.span(5), Self.span(6), Self.span(7), Self.span(8),
            ]) + Self.logs([Self.log(4, body: #"{"stringValue":"c-9?"}"#), mention, unknown])
                + metrics
        )
        #expect(
            texts(found) == [
                "span attribute customer: 1", "event attribute customer: 1",
                "link attribute customer: 1", "log_record field body: 3",
                "series attribute customer: 2",
            ]
        )
        #expect(found.places.map(\.traceCount) == [1, 1, 1, 2, 2])
        #expect(found.places.last?.dataPointCount == 2)
        #expect(found.traceCount == 7)
        // The last row with the value comes first.
        #expect(found.traces.first?.id.hex == Self.trace(3))
        #expect(found.traces.count == 5)
    }

    @Test(arguments: [
        trace, trace.uppercased(), "5c1d6f0e-2b7a-4938-a1b2-c3d4e5f60718", "0x" + trace,
        "5c1d6f0e2b7a", "a1b2c3d4e5f60718", "1-5c1d6f0e-2b7a4938a1b2c3d4e5f60718",
        "00-\(trace)-1f2e3d4c5b6a7988-01", "XB1vDit6STihssPU5fYHGA==",
        "122441804691225740993228749225281849112",
    ])
    func aTraceIsFoundByItsIDInAnySpelling(_ spelling: String) throws {
        let dump =
            Self.spans([Self.span(1)]).replacing(Self.trace(1), with: Self.trace)
            + Self.logs([Self.log(2, body: "{}")])
        let found = try find(spelling, in: dump)
        #expect(texts(found).first == "span field traceId: 1")
        #expect(found.traces.map(\.id.hex) == [Self.trace])
    }

    @Test func aSpanIsFoundByItsID() throws {
        let child = Self.span(2).replacing(
            #""name""#,
            with: #""parentSpanId":"0000000000000011","name""#
        )
        let found = try find("0000000000000011", in: Self.spans([Self.span(1), child]))
        #expect(texts(found) == ["span field spanId: 1", "span field parentSpanId: 1"])
    }

    @Test(arguments: ["0a000000", "00000000075bcd15"])
    func everyTraceOfAShortIDCounts(_ digits: String) throws {
        let spans = (0..<150).map { number in
            let start = digits.hasPrefix("0a") ? digits + "0000" : "\(100_000_000_000 + number)"
            let end = digits.hasPrefix("0a") ? "\(100_000_000_000 + number)" : "0000" + digits
            let zeros = String(repeating: "0", count: 32 - start.count - end.count)
            return #"{"traceId":"\#(start + zeros + end)","spanId":"00000000000000aa","name":"s"}"#
        }
        let found = try find(digits, in: Self.spans(spans))
        #expect(texts(found) == ["span field traceId: 150"])
        #expect(found.traceCount == 150)
    }

    // MARK: - Numbers and members

    @Test func aDoubleIsFoundByTheWholeNumberThatItIs() throws {
        let dump = Self.spans([
            Self.span(1, [Self.attribute("size", #"{"doubleValue":9007199254740992}"#)]),
            Self.span(2, [Self.attribute("size", #"{"intValue":"9007199254740993"}"#)]),
        ])
        let odd = try find("9007199254740993", in: dump)
        #expect(odd.places.map(\.types) == [[.int]])
        let even = try #require(fixture.open().find(["9007199254740992"]).values.first)
        #expect(even.places.map(\.types) == [[.double]])
    }

    @Test func manyMembersOfAListAreFoundAtTheirPaths() throws {
        let members = (0..<3000).map { Self.text("key.\($0)", "u-1") }
        let list = #"{"kvlistValue":{"values":["# + members.joined(separator: ",") + "]}}"
        let found = try find(
            "u-1",
            in: Self.spans(
                [Self.span(1, [Self.attribute("a", list)]), Self.span(2)],
                resource: [Self.attribute("r", list)]
            )
        )
        #expect(found.places.count == 6000)
        #expect(Set(found.places.map(\.path)).count == 3000)
        #expect(found.places.filter { $0.part == .resource }.allSatisfy { $0.rowCount == 2 })
        #expect(found.places.filter { $0.part == .attribute }.allSatisfy { $0.rowCount == 1 })
    }

    @Test func labelsAreSelectedByTheTextThatTheyHave() throws {
        let labels = [
            Self.attribute("order", #"{"intValue":"4711"}"#),
            Self.attribute("size", #"{"doubleValue":4711}"#),
        ]
        let point =
            #"{"timeUnixNano":"8","asInt":"1","attributes":["#
            + labels.joined(separator: ",") + "]}"
        let metric = #"{"name":"m","gauge":{"dataPoints":[\#(point)]}}"#
        let found = try find(
            "4711.0",
            in: #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[\#(metric)]}]}]}"# + "\n"
        )
        #expect(texts(found) == ["series attribute order: 1", "series attribute size: 1"])
        #expect(found.places.map(\.selector) == [#"{order="4711"}"#, nil])
    }

    // MARK: - Options

    @Test(arguments: [(Int.max, 3), (Int.min, 0), (-1, 0), (2, 2)])
    func anyNumberOfTracesMayBeAskedFor(_ limit: Int, _ count: Int) throws {
        var query = ValueQuery()
        query.traceLimit = limit
        let found = try find("GET /cart", in: Self.spans((1...3).map { Self.span($0) }), query)
        #expect(found.traceCount == 3)
        #expect(found.traces.count == count)
    }

    @Test func otherLettersAreSaidOrTakenOnRequest() throws {
        let dump = Self.spans([Self.span(1, [Self.text("user", "Ada")])])
        let exact = try find("ADA", in: dump)
        #expect(!exact.isFound && exact.occursInOtherCase)
        var query = ValueQuery()
        query.ignoresCase = true
        let found = try #require(fixture.open().find(["ADA"], query).values.first)
        #expect(texts(found) == ["span attribute user: 1"])
        let expression = try #require(found.places[0].expression)
        #expect(try fixture.open().traces(matching: expression).matchCount == 1)
    }

    @Test func onlyRowsOfTheTimesCount() throws {
        let dump = Self.spans(
            (1...5).map { Self.span($0, [Self.text("user", "u")]) },
            resource: [Self.text("host", "u")]
        )
        var query = ValueQuery()
        query.since = Timestamp(nanoseconds: Self.start + 2_000_000_000)
        query.until = Timestamp(nanoseconds: Self.start + 4_000_000_000)
        let found = try find("u", in: dump, query)
        #expect(texts(found) == ["span resource host: 2", "span attribute user: 2"])
        #expect(found.traces.map(\.id.hex) == [Self.trace(3), Self.trace(2)])
        #expect(found.firstTime == query.since)
        #expect(found.lastTime == Timestamp(nanoseconds: Self.start + 3_000_000_000))
    }

    @Test func whatWasLookedAtIsCounted() throws {
        try fixture.ingest("dump.jsonl", Self.spans([Self.span(1), Self.span(2)]).utf8)
        let result = try fixture.open().find(["nothing", "GET /cart"])
        #expect(result.values.map(\.isFound) == [false, true])
        #expect(result.searched.spans == 2)
        #expect(texts(result.values[1]) == ["span field name: 2"])
        #expect(result.values[1].places[0].expression?.description == "{ name = `GET /cart` }")
    }

    @Test func aSearchCanBeGivenUp() throws {
        try fixture.ingest("dump.jsonl", Self.spans([Self.span(1)]).utf8)
        let file = try fixture.open()
        let error = #expect(throws: DossierError.self) {
            try file.find(["x"], ValueQuery()) { true }
        }
        #expect(error?.code == .cancelled)
    }
}
