import DossierColumns
import DossierOTLP
import TestSupport
import Testing

@Suite struct NumberTests {
    /// A time as it is written, and the nanoseconds that it stands for.
    struct Spelling: CustomTestStringConvertible {
        let json: String
        let number: String

        init(_ json: String, _ number: String) {
            self.json = json
            self.number = number
        }

        var testDescription: String { json }
    }

    @Test(
        "Every spelling of a time is the same number of nanoseconds",
        arguments: [
            Spelling(#""1544712660000000000""#, "1544712660000000000"),
            Spelling("1544712660000000000", "1544712660000000000"),
            Spelling("1.54471266e+18", "1544712660000000000"),
            Spelling("1.54471266E18", "1544712660000000000"),
            Spelling("154471266.0e10", "1544712660000000000"),
            Spelling(#""1.54471266e18""#, "1544712660000000000"),
            Spelling("1544712660000000000.0", "1544712660000000000"),
            Spelling(#"{"low":1948385984,"high":395403571}"#, "1698245408115000000"),
            Spelling(#"{"high":395403571,"low":-2,"unsigned":true}"#, "1698245410461581310"),
            Spelling(#"{"low":1,"high":-1}"#, "18446744069414584321"),
            Spelling(#""2018-12-13T14:51:00Z""#, "1544712660000000000"),
            Spelling(#""2018-12-13T14:51:00.000000001Z""#, "1544712660000000001"),
            Spelling(#""2018-12-13T16:51:00.5+02:00""#, "1544712660500000000"),
            Spelling(#""2018-12-13 14:51:00z""#, "1544712660000000000"),
            Spelling("1", "1"),
            Spelling(#""9223372036854775808""#, "9223372036854775808"),
            Spelling("18446744073709551615", "18446744073709551615"),
            Spelling(#""11651379494838206464""#, "11651379494838206464"),
            Spelling("18446744073709551000", "18446744073709551000"),
            Spelling(#""-6795364578871345152""#, "11651379494838206464"),
            Spelling("-1", "18446744073709551615"),
        ]
    )
    func times(_ spelling: Spelling) throws {
        #expect(
            try Request.logRecordComingBack(#""timeUnixNano": \#(spelling.json) "#)
                == #""timeUnixNano":"\#(spelling.number)""#
        )
    }

    @Test("No time is left out", arguments: ["0", #""0""#, "null", "0.0", "-0"])
    func noTime(_ json: String) throws {
        #expect(try Request.logRecordComingBack(#""timeUnixNano":\#(json)"#).isEmpty)
    }

    @Test(
        "What is no whole number of 64 bits costs the item",
        arguments: [
            #""abc""#, "1.5", "true", "[]", "{}", "18446744073709551616", "1e20", "1e99999",
            #""""#, #"{"low":1}"#, #"{"low":{},"high":[]}"#, #"{"low":"1","high":"2"}"#,
            #"{"low":4294967296,"high":0}"#, #"{"low":0,"high":-2147483649}"#,
            #""2018-12-13""#, #""2018-13-13T14:51:00Z""#, #""2018-02-29T14:51:00Z""#,
            #""1 ""#, "0.000000000000000000001",
        ]
    )
    func noWholeNumber(_ json: String) throws {
        let reading = try DumpReading(
            Request.logs(#"{"timeUnixNano":\#(json)}"#, #"{"severityText":"kept"}"#)
        )
        #expect(reading.lines == [Request.logs(#"{"severityText":"kept"}"#)])
        #expect(reading.rejected.map(\.bytes) == [Array(#"{"timeUnixNano":\#(json)}"#.utf8)])
    }

    @Test(
        "Integers of attributes may be strings or numbers",
        arguments: [
            Spelling(#""42""#, "42"), Spelling("42", "42"), Spelling("-42", "-42"),
            Spelling("1e3", "1000"), Spelling(#""-9223372036854775808""#, "-9223372036854775808"),
            Spelling("9223372036854775807", "9223372036854775807"), Spelling("0", "0"),
            Spelling(#"{"low":-5,"high":-1,"unsigned":false}"#, "-5"),
            Spelling(#"{"low":5,"high":0}"#, "5"), Spelling("-0", "0"),
        ]
    )
    func integers(_ spelling: Spelling) throws {
        #expect(
            try Request.valueComingBack(#"{"intValue":\#(spelling.json)}"#)
                == #"{"intValue":"\#(spelling.number)"}"#
        )
    }

    @Test(
        "Doubles may be numbers, digits in quotes, or names",
        arguments: [
            Spelling("0.1", "0.1"), Spelling("5", "5.0"), Spelling("-0", "-0.0"),
            Spelling(#""38.25""#, "38.25"), Spelling("1E3", "1000.0"),
            Spelling("1e400", #""Infinity""#),
            Spelling("1e-400", "0.0"), Spelling(#""NaN""#, #""NaN""#),
            Spelling(#""Infinity""#, #""Infinity""#), Spelling(#""-Infinity""#, #""-Infinity""#),
            Spelling("4.9e-324", "5e-324"),
            Spelling("123456789012345678901234567890", "1.2345678901234568e+29"),
            Spelling("9007199254740993", "9007199254740992.0"),
            Spelling("0.30000000000000004", "0.30000000000000004"),
        ]
    )
    func doubles(_ spelling: Spelling) throws {
        #expect(
            try Request.pointComingBack(#""asDouble":\#(spelling.json)"#)
                == #""asDouble":\#(spelling.number)"#
        )
        #expect(
            try Request.valueComingBack(#"{"doubleValue": \#(spelling.json) }"#)
                == #"{"doubleValue":\#(spelling.number)}"#
        )
    }

    @Test("A double is the nearest to the decimal number that is written, or the even one of two")
    func nearestDoubles() throws {
        var random = SplitMix64(seed: 7)
        var texts: [String] = []
        for digitCount in 1...21 {
            for _ in 0..<200 {
                var digits = (0..<digitCount).map { _ in String(random.below(10)) }
                if random.below(2) == 0 { digits[0] = String(1 + random.below(9)) }
                let fraction = digits.suffix(random.below(digitCount + 1)).joined()
                let whole = digits.prefix(digitCount - fraction.utf8.count).joined()
                let number = whole.drop { $0 == "0" && whole.utf8.count > 1 }
                texts.append(
                    (number.isEmpty ? "0" : number) + (fraction.isEmpty ? "" : ".\(fraction)")
                )
            }
        }
        // Half way between two doubles, and right beside that.
        for bits in stride(from: UInt64(1) << 53 | 1, to: 1 << 53 | 40, by: 2) {
            texts += [bits * 2 - 1, bits * 2, bits * 2 + 1].flatMap {
                ["\($0)", "\($0).0", "0.\($0)"]
            }
            texts += ["\(bits).5", "\(bits / 2).25", "\(bits / 4).125", "-\(bits / 8).0625"]
        }
        let points = texts.map { #"{"asDouble":\#($0)}"# }.joined(separator: ",")
        let reading = try DumpReading(
            Request.metrics(#"{"name":"m","gauge":{"dataPoints":[\#(points)]}}"#)
        )
        let rows = reading.batches[0].dataPoints
        let slot = try #require(rows.shapes.slots.firstIndex { $0.field == .doubleValue })
        let expected = try texts.map { try #require(Double($0)).bitPattern }
        #expect(rows.slots[slot].words == expected)
    }

    @Test("A double that is null is no value") func nullDoubles() throws {
        #expect(try Request.valueComingBack(#"{"doubleValue":null}"#) == "{}")
        #expect(
            try Request.pointComingBack(#""asDouble":null,"asInt":"5","sum":null"#)
                == #""asInt":"5""#
        )
    }

    @Test(
        "What is no double costs the point",
        arguments: [#""abc""#, #""0x10""#, "true", "{}", "[]"]
    )
    func noDouble(_ json: String) throws {
        let reading = try DumpReading(
            Request.metrics(
                #"{"name":"m","gauge":{"dataPoints":[{"asDouble":\#(json)},{"asInt":1}]}}"#
            )
        )
        #expect(
            reading.lines == [
                Request.metrics(#"{"name":"m","gauge":{"dataPoints":[{"asInt":"1"}]}}"#)
            ]
        )
        #expect(reading.rejected.map(\.bytes) == [Array(#"{"asDouble":\#(json)}"#.utf8)])
    }

    @Test func countsAboveInt64MaxComeBack() throws {
        let point = #""count":"18446744073709551615","bucketCounts":["18446744073709551615","0"]"#
        #expect(try Request.pointComingBack(point) == point)
        let numbers = #""count":18446744073709551615,"bucketCounts":[18446744073709551615,0]"#
        #expect(try Request.pointComingBack(numbers) == point)
    }

    /// Enumerations by number, by name and in between.
    struct Enumerated: CustomTestStringConvertible {
        let member: String
        let back: String

        init(_ member: String, _ back: String) {
            self.member = member
            self.back = back
        }

        var testDescription: String { member }
    }

    @Test(
        "Enumerations may be numbers, numbers in quotes, or names",
        arguments: [
            Enumerated(#""kind":3"#, #""kind":3"#), Enumerated(#""kind":"3""#, #""kind":3"#),
            Enumerated(#""kind":"SPAN_KIND_CLIENT""#, #""kind":3"#),
            Enumerated(#""kind":"CLIENT""#, #""kind":3"#), Enumerated(#""kind":3.0"#, #""kind":3"#),
            Enumerated(#""kind":"SPAN_KIND_UNSPECIFIED""#, ""), Enumerated(#""kind":0"#, ""),
            Enumerated(#""kind":null"#, ""), Enumerated(#""kind":99"#, #""kind":99"#),
            Enumerated(#""kind":-1"#, #""kind":-1"#),
            Enumerated(#""status":{"code":"STATUS_CODE_ERROR"}"#, #""status":{"code":2}"#),
            Enumerated(#""status":{"code":"OK"}"#, #""status":{"code":1}"#),
            Enumerated(#""status":{"code":7}"#, #""status":{"code":7}"#),
            Enumerated(#""status":{}"#, ""), Enumerated(#""status":null"#, ""),
        ]
    )
    func enumerations(_ enumerated: Enumerated) throws {
        #expect(try Request.spanComingBack(enumerated.member) == enumerated.back)
    }

    @Test(
        "Severities have numbered names",
        arguments: [
            ("SEVERITY_NUMBER_TRACE", 1), ("SEVERITY_NUMBER_TRACE4", 4), ("DEBUG2", 6), ("INFO", 9),
            ("SEVERITY_NUMBER_WARN3", 15), ("ERROR", 17), ("SEVERITY_NUMBER_FATAL4", 24),
        ]
    )
    func severities(_ name: String, _ number: Int) throws {
        #expect(
            try Request.logRecordComingBack(#""severityNumber":"\#(name)""#)
                == #""severityNumber":\#(number)"#
        )
    }

    @Test(
        "A name that no enumeration has is kept as an attribute",
        arguments: ["SEVERITY_NUMBER_", "SEVERITY_NUMBER_2", "INFO5", "UNSPECIFIED2", "notice"]
    )
    func unknownNames(_ name: String) throws {
        let attribute = #"{"key":"otlp.severityNumber","value":{"stringValue":"\#(name)"}}"#
        #expect(
            try Request.logRecordComingBack(#""severityNumber":"\#(name)""#)
                == #""attributes":[\#(attribute)]"#
        )
    }

    @Test func aNumberInPlaceOfATextIsItsDigits() throws {
        #expect(
            try Request.metricComingBack(#"{"name":12,"unit":1,"gauge":{}}"#)
                == #"{"name":"12","unit":"1","gauge":{}}"#
        )
    }
}
