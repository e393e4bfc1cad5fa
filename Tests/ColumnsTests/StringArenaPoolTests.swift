import DossierColumns
import Testing

/// The memory of texts that are encoded serves those that follow.
@Suite struct StringArenaPoolTests {
    private func texts(_ byteCount: Int, capacity: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        bytes.append(contentsOf: repeatElement(7, count: byteCount))
        return bytes
    }

    private func address(of bytes: inout [UInt8]) -> UnsafeRawPointer? {
        bytes.withUnsafeMutableBytes { UnsafeRawPointer($0.baseAddress) }
    }

    @Test func memoryIsUsedAgainWithALittleMoreThanBefore() throws {
        let spares = StringArenaPool()
        var bytes = texts(4 << 20, capacity: 8 << 20)
        let before = address(of: &bytes)
        spares.keep(consume bytes)
        #expect(spares.take(byteCount: 5 << 20) == nil)
        var again = try #require(spares.take(byteCount: 4 << 20))
        #expect(again.count == 9 << 19)
        #expect(address(of: &again) == before)
        #expect(spares.take(byteCount: 1) == nil)
    }

    @Test func memoryOfWhichLittleWasUsedIsLeft() {
        let spares = StringArenaPool()
        spares.keep(texts(2 << 20, capacity: 16 << 20))
        spares.keep(texts(1000, capacity: 1000))
        #expect(spares.take(byteCount: 0) == nil)
    }

    @Test func aBatchThatWasEncodedGivesItsTexts() throws {
        let spares = StringArenaPool()
        var batch = Batch(textArenas: spares)
        batch.strings = StringTable(
            bytes: texts(2 << 20, capacity: 2 << 20),
            offsets: [0, 2 << 20]
        )
        batch.dropStrings()
        #expect(batch.strings.count == 0)
        #expect(spares.take(byteCount: 2 << 20) != nil)
    }
}
