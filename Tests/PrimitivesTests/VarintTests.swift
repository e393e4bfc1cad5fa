import DossierPrimitives
import Testing

@Suite struct VarintTests {
    @Test(
        arguments: [
            (UInt64(0), [0x00]), (1, [0x01]), (127, [0x7f]), (128, [0x80, 0x01]),
            (300, [0xac, 0x02]), (16_383, [0xff, 0x7f]), (16_384, [0x80, 0x80, 0x01]),
            (.max, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
        ] as [(UInt64, [UInt8])]
    )
    func writesAndReads(_ value: UInt64, _ expected: [UInt8]) throws {
        var bytes: [UInt8] = [9]
        bytes.appendVarint(value)
        #expect(bytes == [9] + expected)
        var index = 1
        #expect(try Varint.read(bytes + [7], at: &index) == value)
        #expect(index == bytes.count)
        index = 1
        let slice = (bytes + [7])[1...]
        #expect(try Varint.read(slice, at: &index) == value)
        index = 0
        let read = try bytes.dropFirst().withUnsafeBytes { try Varint.read($0, at: &index) }
        #expect(read == value)
    }

    @Test func refusesWhatIsCutShort() {
        for bytes in [[], [0x80], [0xff, 0xff]] as [[UInt8]] {
            var index = 0
            #expect(throws: Varint.Failure.truncated) { try Varint.read(bytes, at: &index) }
            #expect(index == bytes.count)
        }
    }

    @Test func refusesMoreThan64Bits() {
        let bytes = [UInt8](repeating: 0xff, count: 9) + [0x02, 0x00]
        var index = 0
        #expect(throws: Varint.Failure.tooLarge(2)) { try Varint.read(bytes, at: &index) }
        #expect(index == 10)
    }

    @Test func smallNumbersOfBothSignsAreSmallWords() {
        let values: [Int64] = [0, -1, 1, -2, 2]
        #expect(values.map { zigzag(UInt64(bitPattern: $0)) } == [0, 1, 2, 3, 4])
        for value in [0, 1, -1, .max, .min] as [Int64] {
            let word = UInt64(bitPattern: value)
            #expect(unzigzag(zigzag(word)) == word)
        }
    }
}
