import DossierPrimitives
import Testing

@Suite struct FloatTextTests {
    @Test(
        arguments: [
            (0, "0", "0", "0E+00"), (-0.0, "-0", "-0", "-0E+00"), (1.5, "1.5", "1.5", "1.5E+00"),
            (1e-5, "0.00001", "1e-05", "1E-05"), (0.0001, "0.0001", "0.0001", "1E-04"),
            (999_999, "999999", "999999", "9.99999E+05"), (1e6, "1000000", "1e+06", "1E+06"),
            (1.25e20, "125000000000000000000", "1.25e+20", "1.25E+20"),
            (-1.5e-7, "-0.00000015", "-1.5e-07", "-1.5E-07"),
            (.leastNonzeroMagnitude, nil, "5e-324", "5E-324"),
            (.infinity, "+Inf", "+Inf", "+Inf"), (-.infinity, "-Inf", "-Inf", "-Inf"),
            (.nan, "NaN", "NaN", "NaN"),
        ] as [(Double, String?, String, String)]
    )
    func printsAsGoDoes(
        _ value: Double,
        _ decimal: String?,
        _ general: String,
        _ exponential: String
    ) {
        if let decimal { #expect(FloatText.decimal(value) == decimal) }
        #expect(FloatText.general(value) == general)
        #expect(FloatText.exponential(value) == exponential)
    }

    @Test func openMetricsMarksWholeNumbers() {
        #expect(FloatText.openMetrics(2) == "2.0")
        #expect(FloatText.openMetrics(0.5) == "0.5")
        #expect(FloatText.openMetrics(1e6) == "1e+06")
        #expect(FloatText.openMetrics(.infinity) == "+Inf")
    }

    @Test func fixedDigits() {
        #expect(FloatText.formatted(2 / 3, digits: 3, verb: "f") == "0.667")
        #expect(FloatText.formatted(1234.5, digits: 2, verb: "e") == "1.23e+03")
        #expect(FloatText.formatted(1234.5, digits: 4, verb: "g") == "1234")
        #expect(FloatText.formatted(-.infinity, digits: 2, verb: "f") == "-Inf")
    }
}

@Suite struct QuotedTextTests {
    @Test(arguments: [
        ("", #""""#), ("a\"\\", #""a\"\\""#), ("'", #""'""#),
        ("\u{7}\u{8}\u{c}\n\r\t\u{b}", #""\a\b\f\n\r\t\v""#),
        ("\0\u{1b}\u{7f}", #""\x00\x1b\x7f""#),
        ("é日😀", #""é日😀""#), ("\u{200B}\u{a0}\u{85}", #""\u200b\u00a0\u0085""#),
        ("\u{E0001}", #""\U000e0001""#),
    ])
    func escapesAsGoDoes(_ text: String, _ quoted: String) {
        #expect(QuotedText.text(of: Array(text.utf8)) == quoted)
    }

    @Test func bytesThatAreNotUTF8AreEscaped() {
        #expect(QuotedText.text(of: [0x61, 0xff, 0x62]) == #""a\xffb""#)
        #expect(QuotedText.text(of: [0xe2, 0x82]) == #""\xe2\x82""#)
        #expect(QuotedText.text(of: [0xed, 0xa0, 0x80, 0x21]) == #""\xed\xa0\x80!""#)
        #expect(QuotedText.text(of: [0xe2, 0x82, 0xc3, 0xa9]) == #""\xe2\x82é""#)
    }

    @Test func readsTheEscapesThatItPrints() throws {
        let bytes = (0...255).map { UInt8($0) } + Array("é日😀\u{E0001}".utf8)
        let inner = QuotedText.text(of: bytes).utf8.dropFirst().dropLast()
        #expect(try QuotedText.bytes(of: inner) == bytes)
        #expect(try QuotedText.bytes(of: #"\101\x41\u0041\U00000041"#.utf8) == Array("AAAA".utf8))
    }

    @Test(arguments: [
        (#"\"#, 0), (#"a\q"#, 1), (#"\'"#, 0), (#"ab\x4"#, 2), (#"\xg0"#, 0), (#"\x+1"#, 0),
        (#"\400"#, 0), (#"\08"#, 0), (#"\ud800"#, 0), (#"\U00110000"#, 0),
    ])
    func saysWhereAnEscapeIsInvalid(_ text: String, _ offset: Int) {
        let error = #expect(throws: QuotedText.InvalidEscape.self) {
            try QuotedText.bytes(of: text.utf8)
        }
        #expect(error?.offset == offset)
    }

    @Test func characters() {
        #expect(QuotedText.character("a") == "'a'")
        #expect(QuotedText.character("'") == #"'\''"#)
        #expect(QuotedText.character("\"") == #"'"'"#)
        #expect(QuotedText.character("\n") == #"'\n'"#)
    }
}

@Suite struct GoDurationTextTests {
    @Test(
        arguments: [
            (0, "0s"), (1, "1ns"), (1100, "1.1µs"), (2_200_000, "2.2ms"), (3_300_000_000, "3.3s"),
            (60_000_000_000, "1m0s"), (245_000_000_000, "4m5s"), (300_001_000_000, "5m0.001s"),
            (5 * 3_600_000_000_000 + 7_000_000_001, "5h0m7.000000001s"),
            (.max, "2562047h47m16.854775807s"),
        ] as [(Int64, String)]
    )
    func printsAndReadsAsGoDoes(_ nanoseconds: Int64, _ text: String) {
        #expect(GoDurationText.text(nanoseconds: nanoseconds) == text)
        #expect(GoDurationText.nanoseconds(text.utf8) == nanoseconds)
        if nanoseconds > 0 { #expect(GoDurationText.text(nanoseconds: -nanoseconds) == "-" + text) }
    }

    @Test(
        arguments: [
            ("1.5h", 5_400_000_000_000), (".5s", 500_000_000), ("5.s", 5_000_000_000),
            ("30m1h", 5_400_000_000_000), ("1us1µs1μs", 3000), ("0.9ns", 0),
            ("0.100000000000000000000h", 360_000_000_000), ("", nil), ("1", nil), ("s", nil),
            (".s", nil), ("1d", nil), ("1h ", nil), ("-1s", nil), ("9223372036854775808ns", nil),
            ("9223372036854775807ns1ns", nil), ("99999999999999999999s", nil),
        ] as [(String, Int64?)]
    )
    func readsNumbersWithUnits(_ text: String, _ nanoseconds: Int64?) {
        #expect(GoDurationText.nanoseconds(text.utf8) == nanoseconds)
    }

    @Test func theSmallestDurationIsPrinted() {
        #expect(GoDurationText.text(nanoseconds: .min) == "-2562047h47m16.854775808s")
    }
}
