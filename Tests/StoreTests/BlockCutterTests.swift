import TestSupport
import Testing

@testable import DossierStore

@Suite struct BlockCutterTests {
    private func cut(
        _ groupSizes: [Int],
        limit: Int,
        isLoose: Bool = false,
        bytes: UInt32 = 0
    ) -> [Int] {
        let groups = groupSizes.enumerated().flatMap { index, size in
            Array(repeating: UInt32(index), count: size)
        }
        let ranges = blockRanges(
            rowCount: groups.count,
            groups: isLoose ? [] : groups,
            loose: 99,
            textBytes: Array(repeating: bytes, count: groups.count),
            limit: BlockLimit(rows: limit, textBytes: 1000)
        )
        #expect(ranges.flatMap { Array($0) } == Array(groups.indices))
        return ranges.map(\.count)
    }

    @Test func rowsThatFitMakeOneBlock() {
        #expect(cut([], limit: 10) == [])
        #expect(cut([1], limit: 10) == [1])
        #expect(cut([4, 6], limit: 10) == [10])
    }

    @Test func looseRowsAreCutEvenly() {
        #expect(cut([11], limit: 10, isLoose: true) == [6, 5])
        #expect(cut([20], limit: 10, isLoose: true) == [10, 10])
        #expect(cut([21], limit: 10, isLoose: true) == [7, 7, 7])
    }

    @Test func groupsStayWhole() {
        #expect(cut([6, 6, 6], limit: 10) == [6, 6, 6])
        #expect(cut([3, 3, 3, 3], limit: 10) == [6, 6])
        #expect(cut([9, 1, 9, 1], limit: 10) == [10, 10])
        #expect(cut([1, 10, 1], limit: 10) == [1, 10, 1])
    }

    @Test func aGroupThatFitsNoBlockIsCut() {
        #expect(cut([25], limit: 10) == [9, 8, 8])
        #expect(cut([2, 15, 2], limit: 10) == [10, 9])
    }

    @Test func rowsWithoutAGroupMayStandAlone() {
        let ranges = blockRanges(
            rowCount: 14,
            groups: [0, 0] + Array(repeating: 99, count: 12),
            loose: 99,
            textBytes: Array(repeating: 0, count: 14),
            limit: BlockLimit(rows: 10, textBytes: 1)
        )
        #expect(ranges.map(\.count) == [7, 7])
    }

    @Test func textBoundsBlocksToo() {
        #expect(cut([12], limit: 100, isLoose: true, bytes: 100) == [6, 6])
        // A row that is too large makes a block of its own.
        #expect(cut([3], limit: 100, isLoose: true, bytes: 2000) == [1, 1, 1])
    }

    @Test func noBlockIsAboveTheLimitAndNoneIsTiny() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<300 {
            let sizes = (0..<random.below(60)).map { _ in 1 + random.below(8) }
            let counts = cut(sizes, limit: 20)
            #expect(counts.allSatisfy { $0 <= 20 })
            if counts.count > 1 { #expect(counts.allSatisfy { $0 >= 5 }, "\(sizes) \(counts)") }
        }
    }
}
