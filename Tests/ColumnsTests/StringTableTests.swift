import DossierColumns
import TestSupport
import Testing

@Suite struct StringTableTests {
    @Test func equalStringsGetTheSameCode() {
        var table = StringTable()
        #expect(table.intern(Array("a".utf8)) == 0)
        #expect(table.intern(Array("b".utf8)) == 1)
        #expect(table.intern([]) == 2)
        #expect(table.intern(Array("a".utf8)) == 0)
        #expect(table.intern([]) == 2)
        #expect(table.count == 3)
        #expect(Array(table[1]) == Array("b".utf8))
        #expect(table[2].isEmpty)
    }

    @Test func codesAreThoseOfADictionary() {
        var random = SplitMix64(seed: 1)
        var table = StringTable()
        var codes: [[UInt8]: UInt32] = [:]
        for _ in 0..<20_000 {
            let length = random.below(20)
            let string = (0..<length).map { _ in UInt8(random.below(3)) }
            let expected = codes[string] ?? UInt32(codes.count)
            codes[string] = expected
            #expect(table.intern(string) == expected)
        }
        #expect(table.count == codes.count)
        for (string, code) in codes { #expect(Array(table[code]) == string) }
    }

    @Test func appendedStringsAreNotFound() {
        var table = StringTable()
        let bytes = Array("text".utf8)
        let first = bytes.withUnsafeBytes { table.append($0) }
        #expect(first == 0)
        #expect(table.intern(bytes) == 1)
        #expect(table.intern(bytes) == 1)
        #expect(bytes.withUnsafeBytes { table.append($0) } == 2)
        #expect(table.intern(Array("other".utf8)) == 3)
        #expect(table.intern(Array("other".utf8)) == 3)
    }

    @Test(arguments: 0..<40) func equalityLooksAtEveryByte(_ count: Int) {
        let bytes = (0..<count).map { UInt8($0) }
        bytes.withUnsafeBytes { bytes in
            #expect(equalBytes(bytes, bytes))
            for index in 0..<count {
                var other = Array(bytes)
                other[index] ^= 0x80
                #expect(!other.withUnsafeBytes { equalBytes($0, bytes) })
            }
        }
    }
}
