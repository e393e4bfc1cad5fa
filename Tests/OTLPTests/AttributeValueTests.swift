import DossierColumns
import DossierOTLP
import TestSupport
import Testing

@Suite struct AttributeValueTests {
    @Test(
        "Every type of value comes back",
        arguments: [
            #"{"stringValue":""}"#, #"{"stringValue":"a"}"#, #"{"boolValue":false}"#,
            #"{"boolValue":true}"#, #"{"intValue":"0"}"#, #"{"doubleValue":0.0}"#, "{}",
            #"{"bytesValue":""}"#, #"{"bytesValue":"AQID"}"#, #"{"arrayValue":{"values":[]}}"#,
            #"{"kvlistValue":{"values":[]}}"#,
            #"{"arrayValue":{"values":[{"stringValue":"a"},{},{"intValue":"1"}]}}"#,
            #"{"kvlistValue":{"values":[{"key":"","value":{}},{"key":"","value":{"boolValue":true}}]}}"#,
        ]
    )
    func types(_ value: String) throws {
        #expect(try Request.valueComingBack(value) == value)
        #expect(
            try Request.valueComingBack(#"{"arrayValue":{"values":[\#(value)]}}"#)
                == #"{"arrayValue":{"values":[\#(value)]}}"#
        )
        let inList = #"{"kvlistValue":{"values":[{"key":"x","value":\#(value)}]}}"#
        #expect(try Request.valueComingBack(inList) == inList)
        let point = #""attributes":[{"key":"k","value":\#(value)}]"#
        #expect(try Request.pointComingBack(point) == point)
        let body = value == "{}" ? "" : #""body":\#(value)"#
        #expect(try Request.logRecordComingBack(#""body":\#(value)"#) == body)
    }

    @Test(
        "A value without content is empty, and stays where it is",
        arguments: [
            "null", "{}", #"{"stringValue":null}"#, #"{"doubleValue":null}"#, #"{"intValue":null}"#,
            #"{"boolValue":null}"#, #"{"bytesValue":null}"#, #"{"arrayValue":null}"#,
            #"{"kvlistValue":null}"#, #"{"stringValueStrindex":5}"#,
        ]
    )
    func empty(_ value: String) throws {
        #expect(try Request.valueComingBack(value) == "{}")
        #expect(
            try Request.valueComingBack(#"{"arrayValue":{"values":[\#(value),{"intValue":"1"}]}}"#)
                == #"{"arrayValue":{"values":[{},{"intValue":"1"}]}}"#
        )
    }

    @Test func aMissingValueIsEmptyAndAMissingKeyIsTheEmptyText() throws {
        let attributes = #""attributes":[{"key":"a"},{"value":{"boolValue":true}},{},{"key":null}]"#
        #expect(
            try Request.spanComingBack(attributes)
                == #""attributes":[{"key":"a","value":{}},{"key":"","value":{"boolValue":true}},"#
                + #"{"key":"","value":{}},{"key":"","value":{}}]"#
        )
    }

    @Test func theValueMayComeBeforeTheKey() throws {
        let swapped = #"{"value":{"arrayValue":{"values":[{"intValue":"1"}]}},"key":"a"}"#
        let plain = #"{"key":"a","value":{"arrayValue":{"values":[{"intValue":"1"}]}}}"#
        #expect(
            try Request.spanComingBack(#""attributes":[\#(swapped)]"#)
                == #""attributes":[\#(plain)]"#
        )
        #expect(
            try Request.valueComingBack(#"{"kvlistValue":{"values":[\#(swapped)]}}"#)
                == #"{"kvlistValue":{"values":[\#(plain)]}}"#
        )
        #expect(
            try Request.pointComingBack(#""attributes":[\#(swapped)]"#)
                == #""attributes":[\#(plain)]"#
        )
    }

    @Test func anAttributeListMayBeNullOrEmpty() throws {
        #expect(try Request.spanComingBack(#""attributes":null,"events":null,"links":null"#) == "")
        #expect(try Request.spanComingBack(#""attributes":[],"events":[],"links":[]"#) == "")
    }

    @Test(
        "A value of a wrong type costs the item",
        arguments: [
            #""text""#, "5", "[]", #"{"stringValue":5}"#, #"{"stringValue":{}}"#,
            #"{"intValue":"abc"}"#, #"{"intValue":1.5}"#, #"{"intValue":"9223372036854775808"}"#,
            #"{"boolValue":"true"}"#, #"{"boolValue":1}"#, #"{"bytesValue":"*"}"#,
            #"{"arrayValue":[]}"#, #"{"arrayValue":{"values":{}}}"#,
            #"{"arrayValue":{"values":[5]}}"#,
            #"{"kvlistValue":{"values":[{"key":{}}]}}"#, #"{"stringValue":"a","intValue":"1"}"#,
            #"{"kvlistValue":{"values":[{"key":"a","value":{"stringValue":"a","boolValue":true}}]}}"#,
            #"{"stringValue":"\q"}"#, #"{"stringValue":"\u12g4"}"#, #"{"stringValue":"\u12"}"#,
        ]
    )
    func wrongTypes(_ value: String) throws {
        let bad = #"{"name":"bad","attributes":[{"key":"k","value":\#(value)}]}"#
        let reading = try DumpReading(Request.spans(#"{"name":"a"}"#, bad, #"{"name":"b"}"#))
        #expect(reading.lines == [Request.spans(#"{"name":"a"}"#, #"{"name":"b"}"#)])
        #expect(reading.rejected.map { String(decoding: $0.bytes, as: UTF8.self) } == [bad])
    }

    @Test func unknownMembersOfAValueAreIgnored() throws {
        #expect(
            try Request.valueComingBack(
                #"{"x":[{"y":1}],"name":"n","stringValue":"a","type":{},"kind":5}"#
            )
                == #"{"stringValue":"a"}"#
        )
        #expect(
            try Request.valueComingBack(
                #"{"arrayValue":{"size":1,"values":[{"x":1,"stringValue":"a","type":"t","key":{}}]}}"#
            )
                == #"{"arrayValue":{"values":[{"stringValue":"a"}]}}"#
        )
    }

    @Test func anAttributeThatIsAPlainObjectCostsTheSpanOnly() throws {
        let reading = try DumpReading(
            Request.spans(#"{"attributes":{"a":"b"}}"#, #"{"name":"kept"}"#)
        )
        #expect(reading.lines == [Request.spans(#"{"name":"kept"}"#)])
        #expect(reading.rejected.map(\.reason) == ["expected an array at byte 82"])
    }

    @Test(
        "Bytes may be in either base64, padded or not",
        arguments: [
            ("++++AQ==", "++++AQ=="), ("----AQ==", "++++AQ=="), ("----AQ", "++++AQ=="),
            ("++++AQ=", "++++AQ=="), ("AQIDBA", "AQIDBA=="), (#"\/\/8="#, "//8="), ("__8", "//8="),
            ("AR==", "AQ=="),
        ]
    )
    func base64(_ text: String, _ back: String) throws {
        #expect(
            try Request.valueComingBack(#"{"bytesValue":"\#(text)"}"#)
                == #"{"bytesValue":"\#(back)"}"#
        )
    }

    @Test(
        "Strings come back with every character they had",
        arguments: [
            (#"\u0000"#, #"\u0000"#), (#"\/"#, "/"),
            (#"\"\\\b\f\n\r\t"#, #"\"\\\u0008\u000c\n\r\t"#),
            (#"\u00e9\u20AC"#, "é€"), ("é€\u{2028}", "é€\u{2028}"), (#"\ud83d\ude00"#, "😀"),
            ("😀", "😀"), (#"\ud83d"#, #"\ud83d"#), (#"\udce9"#, #"\udce9"#),
            (#"\ude00\ud83d"#, #"\ude00\ud83d"#), (#"\ud83d\ud83d\ude00"#, #"\ud83d😀"#),
            (#"\ud83dx\ude00"#, #"\ud83dx\ude00"#), (#"\uDFFF\uD800"#, #"\udfff\ud800"#),
            ("\t", #"\t"#), ("\u{7f}", "\u{7f}"),
        ]
    )
    func strings(_ text: String, _ back: String) throws {
        #expect(
            try Request.valueComingBack(#"{"stringValue":"\#(text)"}"#)
                == #"{"stringValue":"\#(back)"}"#
        )
        let nested = #"{"kvlistValue":{"values":[{"key":"X","value":{"stringValue":"X"}}]}}"#
        func filled(_ text: String) -> String {
            nested.split(separator: "X", omittingEmptySubsequences: false).joined(separator: text)
        }
        #expect(try Request.valueComingBack(filled(text)) == filled(back))
    }

    /// Everywhere a text can be.
    private static let surrogates = #"""
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"\udce9","value":{"stringValue":"\udce9"}}],"entityRefs":[{"schemaUrl":"\udce9","type":"\udce9","idKeys":["\udce9"]}],"schemaUrl":"\udce9"},"scopeMetrics":[{"scope":{"name":"\udce9","version":"\udce9"},"metrics":[{"name":"\udce9","description":"\udce9","unit":"\udce9","metadata":[{"key":"\udce9","value":{"stringValue":"\udce9"}}],"gauge":{"dataPoints":[{"attributes":[{"key":"\udce9","value":{"stringValue":"\udce9"}}],"asInt":"1"}]}}],"schemaUrl":"\udce9"}],"schemaUrl":"\udce9"}]}
        """#

    @Test func loneSurrogatesComeBackWhereverTheyAre() throws {
        #expect(try DumpReading(Self.surrogates).lines == [Self.surrogates])
        let span =
            #""traceState":"\udce9","name":"\udce9","events":[{"name":"\udce9"}],"#
            + #""status":{"message":"\udce9"}"#
        #expect(try Request.spanComingBack(span) == span)
        let log =
            #""severityText":"\udce9","name":"\udce9","body":{"stringValue":"\udce9"},"#
            + #""eventName":"\udce9""#
        #expect(try Request.logRecordComingBack(log) == log)
    }

    @Test(arguments: [1, 31, 32, 33, 63, 64, 65, 66, 200, 1000])
    func nestingOfAnyDepthComesBack(_ depth: Int) throws {
        let arrays =
            String(repeating: #"{"arrayValue":{"values":["#, count: depth) + #"{"intValue":"1"}"#
            + String(repeating: "]}}", count: depth)
        #expect(try Request.valueComingBack(arrays) == arrays)
        let lists =
            String(repeating: #"{"kvlistValue":{"values":[{"key":"k","value":"#, count: depth)
            + #"{"stringValue":"\udce9\n"}"# + String(repeating: "}]}}", count: depth)
        #expect(try Request.valueComingBack(lists) == lists)
        #expect(try Request.logRecordComingBack(#""body":\#(lists)"#) == #""body":\#(lists)"#)
        let point = #""attributes":[{"key":"k","value":\#(arrays)}]"#
        #expect(try Request.pointComingBack(point) == point)
    }

    @Test func deepNestingBesideOtherThingsIsOneLineOfJSON() throws {
        let deep =
            String(repeating: #"{"arrayValue":{"values":["#, count: 70)
            + "\n { \"stringValue\" :\t\"a \\n b\"\r\n}" + String(repeating: " ] } }", count: 70)
        let line = try #require(
            try DumpReading(
                Request.spans(#"{"attributes":[{"key":"k","value":\#(deep)}],"name":"n"}"#)
            ).lines.first
        )
        #expect(!line.contains("\n"))
        let again = String(decoding: try JSON(line).bytes, as: UTF8.self)
        #expect(again.replacing(#"\u000a"#, with: #"\n"#) == line)
    }

    @Test(
        "JSON that is kept as text is sound JSON, or costs the item",
        arguments: [#"{"stringValue":"\q"}"#, "{\"stringValue\":\"\u{1}\"}", #"{"intValue":007}"#]
    )
    func unsoundDepth(_ value: String) throws {
        let deep =
            String(repeating: #"{"arrayValue":{"values":["#, count: 70) + value
            + String(repeating: "]}}", count: 70)
        let reading = try DumpReading(
            Request.spans(#"{"attributes":[{"key":"k","value":\#(deep)}]}"#, #"{"name":"n"}"#)
        )
        for line in reading.lines { _ = try JSON(line) }
        #expect(reading.batches[0].spans.rowCount + reading.rejected.count == 2)
    }

    @Test("An attribute is read the same whatever was read before it")
    func spellings() throws {
        let values = [
            #"{"stringValue":"a"}"#, #"{"stringValue":"a\"}}\n"}"#, #"{"stringValue":""}"#,
            #"{"stringValue":null}"#, #"{"stringValue":"a"  }"#, #"{"intValue":"7"}"#,
            #"{"intValue":7}"#, #"{"intValue":"-9223372036854775808"}"#, #"{"intValue":null}"#,
            #"{"doubleValue":1.5}"#, #"{"doubleValue":"NaN"}"#, #"{"doubleValue":-1e-7}"#,
            #"{"boolValue":true}"#, #"{"boolValue":false,"x":1}"#, "{}",
            #"{"stringValue":"a","unknown":[{}]}"#, #"{"arrayValue":{"values":[]}}"#,
        ]
        let attributes = values.flatMap { value in
            [
                #"{"key":"k","value":\#(value)}"#, #"{"key":"k2","value":\#(value)}"#,
                #"{"value":\#(value),"key":"k"}"#, #"{"key":"k","value":\#(value),"more":{}}"#,
                #"{ "key":"k","value":\#(value)}"#,
            ]
        }
        let alone = try attributes.map { try Request.spanComingBack(#""attributes":[\#($0)]"#) }
        var random = SplitMix64(seed: 31)
        for _ in 0..<20 {
            let picks = (0..<60).map { _ in random.below(attributes.count) }
            let spans = picks.map { #"{"attributes":[\#(attributes[$0])]}"# }
            let line = Request.spans(spans)
            let expected = Request.spans(picks.map { "{\(alone[$0])}" })
            #expect(try DumpReading(line).lines == [expected])
        }
    }
}
