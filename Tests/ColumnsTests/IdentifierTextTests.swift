import DossierColumns
import Testing

@Suite struct IdentifierTextTests {
    @Test func aTraceIDIsItsDigits() throws {
        let id = try #require(TraceID(hex: "00000000000000010AbCdEf000000000"))
        #expect(id.hex == "00000000000000010abcdef000000000")
        #expect(id == TraceID(high: 1, low: 0x0abc_def0_0000_0000))
        #expect(SpanID(bits: 0xab).hex == "00000000000000ab")
        #expect(TraceID.none.hex == String(repeating: "0", count: 32))
    }

    @Test(arguments: [
        "", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33),
        String(repeating: "g", count: 32), "+0000000000000000000000000000000",
    ])
    func whatIsNoTraceIDIsNil(_ text: String) {
        #expect(TraceID(hex: text) == nil)
    }

    @Test func traceIDsAreOrderedLikeTheirDigits() {
        let ids = [(0, 1), (0, 2), (1, 0), (UInt64.max, 0)].map { TraceID(high: $0.0, low: $0.1) }
        #expect(ids.shuffled().sorted() == ids)
        #expect(ids.map(\.hex).sorted() == ids.map(\.hex))
    }

    @Test func everyByteIsAHexadecimalDigitOrNot() {
        for byte in UInt8.min...UInt8.max {
            let digit = byte < 128 ? Character(Unicode.Scalar(byte)).hexDigitValue : nil
            #expect(hexDigitValue(byte).map(Int.init) == digit)
        }
    }
}
