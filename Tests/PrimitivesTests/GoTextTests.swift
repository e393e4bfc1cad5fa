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

    @Test func characters() {
        #expect(QuotedText.character("a") == "'a'")
        #expect(QuotedText.character("'") == #"'\''"#)
        #expect(QuotedText.character("\"") == #"'"'"#)
        #expect(QuotedText.character("\n") == #"'\n'"#)
    }
}
