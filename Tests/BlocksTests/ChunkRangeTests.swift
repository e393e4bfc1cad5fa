import DossierBlocks
import DossierColumns
import Testing

@Suite struct ChunkRangeTests {
    private func range(_ words: [UInt64], _ type: ValueType) -> ClosedRange<UInt64>? {
        let encoder = ChunkEncoder(effort: .fast)
        return encoder.encode(
            words,
            type: type,
            strings: StringTable(),
            traces: TraceTable(),
            related: nil
        ).range
    }

    @Test func coversKnownTimesOnly() {
        #expect(range([0, 17, 5, 1 << 63, .max], .time) == 5...17)
        #expect(range([0, .max], .time) == nil)
        #expect(range([UInt64(Int64.max)], .time) == UInt64(Int64.max)...UInt64(Int64.max))
    }

    @Test func coversIntsOfOneSign() {
        let negative = [-5, -1, -700].map { UInt64(bitPattern: Int64($0)) }
        #expect(range([3, 1, 2], .int) == 1...3)
        #expect(range(negative, .int) == negative[2]...negative[1])
        #expect(range(negative + [0], .int) == nil)
    }

    @Test func coversReferencesAndEnumerations() {
        #expect(range([9, 4], .reference) == 4...9)
        #expect(range([9, 4], .enumeration) == 4...9)
        #expect(range([1, 0], .bool) == 0...1)
    }

    @Test func isNilWithoutOrderOrValues() {
        #expect(range([1, 2], .spanID) == nil)
        #expect(range([1, 2], .double) == nil)
        #expect(range([], .time) == nil)
    }
}
