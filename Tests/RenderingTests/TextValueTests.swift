import DossierPrimitives
import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct TextValueTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (674_441, "674,441"), (-1_234_567, "-1,234,567"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func thousandsAreSeparated(count: Int, text: String) {
        #expect(CountText.grouped(count) == text)
    }

    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.00 kB"), (7_851_234, "7.85 MB"),
            (999_499, "999 kB"),
            (999_500, "1.00 MB"), (12_345_678_901, "12.3 GB"), (UInt64.max, "18.4 EB"),
        ] as [(UInt64, String)]
    )
    func bytesHaveThreeDigits(count: UInt64, text: String) {
        #expect(CountText.bytes(count) == text)
    }

    @Test func aRateOfNoTimeIsUnknown() {
        #expect(CountText.rate(bytes: 5, seconds: 0) == nil)
        #expect(CountText.rate(bytes: .max, seconds: 0.01) == "1.00 EB/s")
        #expect(CountText.rate(bytes: 30_000_000, seconds: 2) == "15.0 MB/s")
    }

    @Test func oneIsNotMany() {
        #expect(CountText.counted(1, "trace") == "1 trace")
        #expect(CountText.counted(2_475, "trace") == "2,475 traces")
        #expect(CountText.counted(2, "metric series", "metric series") == "2 metric series")
    }

    @Test func valuesOfEveryTypeAreShortText() {
        let value = AttributeValue.list([
            Attribute(key: "a", value: .array([.int(1), .double(2.5), .bool(true), .empty])),
            Attribute(key: "b", value: .bytes([0, 255])),
            Attribute(key: "c", value: .json("{}")),
        ])
        #expect(AttributeText.text(value) == "{a=[1, 2.5, true, null], b=0x00FF, c={}}")
        #expect(AttributeText.text(.empty) == "")
        #expect(AttributeText.text(.double(3)) == "3")
        #expect(AttributeText.text(.double(.nan)) == "nan")
        #expect(AttributeText.text(.double(1e300)) == "1e+300")
    }

    @Test func textWithSpacesIsQuoted() {
        #expect(AttributeText.pair(Attribute(key: "k", value: .string("a b"))) == "k=\"a b\"")
        #expect(AttributeText.pair(Attribute(key: "k", value: .string(""))) == "k=\"\"")
        #expect(AttributeText.pair(Attribute(key: "k", value: .string("ab"))) == "k=ab")
    }

    @Test(arguments: [
        (5.730786935999999, "5.73079"), (0.003946552, "0.00394655"), (1_234_567.89, "1234568"),
        (3, "3"), (0, "0"), (-2.5, "-2.5"), (.leastNonzeroMagnitude, "5e-324"), (.infinity, "+Inf"),
        (123_456.78, "123457"), (1.234567891e-9, "1.23457e-09"), (1.6e-15, "1.6e-15"),
        (-4.9e-17, "-4.9e-17"),
    ])
    func measurementsHaveSixDigits(value: Double, text: String) {
        #expect(QueryNumber.shortText(value) == text)
    }

    @Test func keyAttributesComeByImportanceWithoutWhatTheNameSays() {
        let attributes = ["thread.id", "db.system", "http.route", "error.type"].map {
            Attribute(key: $0, value: .string($0 == "http.route" ? "/cart" : "x"))
        }
        let selected = KeyAttributes.select(from: attributes, except: "/cart")
        #expect(selected.map(\.key) == ["error.type", "db.system"])
    }

    @Test func deepAndLongValuesAreCut() {
        var deep = AttributeValue.int(1)
        for _ in 0..<60 { deep = .array([deep]) }
        #expect(AttributeText.text(deep) == "[[[[[[[[…]]]]]]]]")
        let long = AttributeValue.array(Array(repeating: .string("0123456789"), count: 100_000))
        #expect(AttributeText.text(long, limit: 100).utf8.count < 200)
        #expect(AttributeText.text(.string("äöü"), limit: 3) == "ä\u{FFFD}…")
    }

    @Test func jsonIsEscapedAndSeparated() {
        var json = JSONWriter()
        json.object { json in
            json.string("a\"", "\\ \n\u{1B}\u{9B}é")
            json.integer("b", Optional<Int>.none)
            json.array("c", [1.5, .infinity]) { $0.double($1) }
            json.array("d", [Int]()) { $0.integer($1) }
            json.object("e") { $0.bool("f", false) }
        }
        let expected =
            #"{"a\"":"\\ \n\u001B\u009Bé","b":null,"c":[1.5,null],"d":[],"e":{"f":false}}"#
        #expect(String(decoding: json.takeBytes(), as: UTF8.self) == expected)
    }
}
