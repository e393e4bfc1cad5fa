import Testing

@testable import Dossier
@testable import DossierCLI

/// Ids as people paste them.
@Suite struct TraceReferenceTests {
    private let id = Fixture.traceID
    private let span = SpanID(hex: "00f067aa0ba902b7")

    @Test(arguments: [
        "66ea073509f4c2132258542dd751ef21", "66EA073509F4C2132258542DD751EF21",
        "66ea0735-09f4-c213-2258-542dd751ef21", "{66EA0735-09F4-C213-2258-542DD751EF21}",
        "0x66ea073509f4c2132258542dd751ef21", "  66ea073509f4c2132258542dd751ef21\n",
        "\"66ea073509f4c2132258542dd751ef21\",", "1-66ea0735-09f4c2132258542dd751ef21",
        "Root=1-66ea0735-09f4c2132258542dd751ef21;Parent=00f067aa0ba902b7;Sampled=1",
        "136796399213999666999406026178128113441", "ZuoHNQn0whMiWFQt11HvIQ==",
        "ZuoHNQn0whMiWFQt11HvIQ",
    ])
    func spellingsOfAFullID(_ text: String) throws {
        #expect(try #require(TraceReference(text)).exactID == id)
    }

    @Test(arguments: [
        "00-66ea073509f4c2132258542dd751ef21-00f067aa0ba902b7-01",
        "traceparent: 00-66ea073509f4c2132258542dd751ef21-00f067aa0ba902b7-01",
        "66ea073509f4c2132258542dd751ef21-00f067aa0ba902b7-1",
        "b3: 66EA073509F4C2132258542DD751EF21-00F067AA0BA902B7-1-05e3ac9a4f6e3b90",
    ])
    func headersNameASpanToo(_ text: String) throws {
        let reference = try #require(TraceReference(text))
        #expect(reference.exactID == id)
        #expect(reference.span == span)
    }

    @Test func otherTextIsNoID() {
        for text in ["", "-", "xyz", "0x", "66ea073509f4c2132258542dd751ef210", "٦٦", "0xzz"] {
            #expect(TraceReference(text) == nil)
        }
        // A number above 2^128.
        #expect(TraceReference("340282366920938463463374607431768211456") == nil)
    }

    @Test func fewDigitsAreAPrefixFirst() throws {
        let reference = try #require(TraceReference("66EA0"))
        #expect(reference.stages.first == [.prefix("66ea0")])
        #expect(reference.stages.count == 2)
        #expect(reference.exactID == nil)
    }

    @Test func sixteenDigitsMayBeThreeThings() throws {
        let span = try #require(span)
        let reference = try #require(TraceReference("00F067AA0BA902B7"))
        #expect(
            reference.stages == [
                [.prefix("00f067aa0ba902b7"), .suffix("00f067aa0ba902b7"), .span(span)]
            ]
        )
    }

    @Test func decimalNumbersOf64BitsAreSpansOrHalvesOfTraces() throws {
        let span = try #require(span)
        let readings = try #require(TraceReference("67667974448284343")).stages.joined()
        #expect(readings.contains(.suffix("00f067aa0ba902b7")))
        #expect(readings.contains(.span(span)))
        #expect(readings.contains(.prefix("67667974448284343")))
    }
}
