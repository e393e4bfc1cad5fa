import DossierPrimitives
import Testing

@Suite struct Base64Tests {
    private func decoded(_ text: String, canonical: Bool = true) -> [UInt8]? {
        Array(text.utf8).withUnsafeBytes { decodeBase64($0, canonical: canonical) }
    }

    @Test func unusedBitsOfTheLastDigitAreZero() {
        #expect(decoded("AQI=") == [1, 2])
        #expect(decoded("AQI") == [1, 2])
        #expect(decoded("AQJ=") == nil)
        #expect(decoded("AQJ=", canonical: false) == [1, 2])
        #expect(decoded("A") == nil)
        #expect(decoded("") == [])
    }

    @Test func bothAlphabetsAreRead() {
        #expect(decoded("__-_") == [255, 255, 191])
        #expect(decoded("//+/") == [255, 255, 191])
        #expect(decoded("AQ*=") == nil)
    }

    @Test func whatIsWrittenReadsBack() {
        for count in 0..<7 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 201) }
            let text = String(decoding: encodeBase64(bytes), as: UTF8.self)
            #expect(decoded(text) == bytes)
            #expect(text.utf8.count % 4 == 0)
        }
    }
}
