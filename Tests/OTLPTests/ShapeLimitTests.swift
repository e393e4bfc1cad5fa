import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Attribute keys that are data: more of them than a batch numbers.
@Suite struct ShapeLimitTests {
    private func attributes(_ keys: [String]) -> String {
        let list = keys.enumerated().map { index, key in
            #"{"key":"\#(key)","value":{"intValue":"\#(index)"}}"#
        }
        return #""attributes":[\#(list.joined(separator: ","))]"#
    }

    private let many = (0..<5000).map { "key\($0)" }

    @Test func attributesPastTheLimitComeBackInOrder() throws {
        let members = attributes(many)
        #expect(try Request.spanComingBack(members) == members)
        #expect(try Request.logRecordComingBack(members) == members)
        let event = #""events":[{"name":"e",\#(members)}]"#
        #expect(try Request.spanComingBack(event) == event)
        let link = #""links":[{\#(members)}]"#
        #expect(try Request.spanComingBack(link) == link)
    }

    @Test func knownKeysAfterNewOnesStayAfterThem() throws {
        let first = "{\(attributes(many))}"
        let second = "{\(attributes(["key1", "new1", "key2", "new2", "key1", "key3"]))}"
        let line = Request.spans(first, second, first)
        #expect(try DumpReading(line).lines == [line])
    }

    @Test func valuesOfEveryTypePastTheLimitComeBack() throws {
        let values = #"""
            "attributes":[{"key":"a","value":{"stringValue":"\ud800"}},{"key":"b","value":{"kvlistValue":{"values":[{"key":"c","value":{}}]}}},{"key":"d","value":{"bytesValue":"AQ=="}},{"key":"e","value":{}},{"key":"f","value":{"doubleValue":"NaN"}}]
            """#
        let line = Request.logs("{\(attributes(many))}", "{\(values)}")
        #expect(try DumpReading(line).lines == [line])
    }

    @Test func shapesPastTheLimitComeBack() throws {
        var random = SplitMix64(seed: 1)
        let spans = (0..<6000).map { _ in
            "{\(attributes((0..<20).map { _ in "key\(random.below(4000))" }))}"
        }
        let line = Request.spans(spans)
        let reading = try DumpReading(line)
        #expect(reading.batches[0].spans.shapes.count > 60_000)
        #expect(reading.lines == [line])
    }

    @Test func aRowThatIsTakenBackLeavesTheNextOneWhole() throws {
        let bad = #"{\#(attributes(many)),"kind":"x"}"#
        let good = "{\(attributes(["other"]))}"
        #expect(try DumpReading(Request.spans(bad, good)).lines == [Request.spans(good)])
    }

    @Test func exemplarsHaveLimitsToo() throws {
        let filtered = attributes(many).replacing("attributes", with: "filteredAttributes")
        let point = #""exemplars":[{\#(filtered),"asInt":"1"}]"#
        #expect(try Request.pointComingBack(point) == point)
    }
}
