import DossierColumns
import TestSupport
import Testing

@Suite struct OrderTests {
    @Test func rowsAreOrderedByGroupThenTimeThenAsTheyCame() {
        var random = SplitMix64(seed: 7)
        for count in [0, 1, 2, 3, 100, 1000] {
            let groups = (0..<count).map { _ in UInt32(random.below(5)) }
            let times = (0..<count).map { _ in UInt64(random.below(20)) }
            let order = clusteredOrder(groups: groups, groupCount: 5, times: times)
            let expected = (0..<count).sorted { left, right in
                (groups[left], times[left], left) < (groups[right], times[right], right)
            }
            #expect(order.map(Int.init) == expected)
            let untimed = clusteredOrder(groups: groups, groupCount: 5, times: nil)
            #expect(
                untimed.map(Int.init)
                    == (0..<count).sorted { (groups[$0], $0) < (groups[$1], $1) }
            )
        }
    }

    @Test func tracesAreRankedByTheirFirstKnownTime() {
        var traces = TraceTable()
        let ids = [3, 1, 2, 4].map { TraceID(high: 0, low: $0) }
        for id in ids { _ = traces.intern(id) }
        let spans: (traces: [UInt64], times: [UInt64]) = ([0, 0, 1, noTrace], [50, 20, 30, 1])
        let logs: (traces: [UInt64], times: [UInt64]) = ([2, 2, 1], [0, .max, 10])
        // Trace 1 at 10, trace 0 at 20; 2 and 3 have no known time and go by id: 2, then 4.
        #expect(traceRanks(traces, rows: [spans, logs]) == [1, 0, 2, 3])
    }

    @Test func theFirstIndexIsThatOfALinearSearch() {
        let values: [UInt64] = [1, 1, 3, 5, 5, 5, 9]
        for value in 0...10 as ClosedRange<UInt64> {
            #expect(
                firstIndex(in: values, notBelow: value)
                    == values.firstIndex { $0 >= value } ?? values.count
            )
        }
        #expect(firstIndex(in: [UInt64](), notBelow: 0) == 0)
    }

    @Test func tracesAreNumberedAsTheyCame() {
        var random = SplitMix64(seed: 8)
        var table = TraceTable()
        var numbers: [TraceID: UInt32] = [:]
        for _ in 0..<2000 {
            let id = TraceID(high: UInt64(random.below(3)), low: UInt64(random.below(100)))
            let expected = numbers[id] ?? UInt32(numbers.count)
            numbers[id] = expected
            #expect(table.intern(id) == expected)
            #expect(table[expected] == id)
        }
        #expect(table.number(of: TraceID(high: 9, low: 9)) == nil)
    }

    @Test func seriesAreNumberedAsTheyCame() {
        var random = SplitMix64(seed: 9)
        var table = SeriesTable()
        var numbers: [SeriesKey: UInt32] = [:]
        for _ in 0..<20_000 {
            let key = SeriesKey(
                resource: UInt32(random.below(10)),
                scope: UInt32(random.below(10)),
                metric: UInt32(random.below(10)),
                attributes: UInt32(random.below(10))
            )
            let expected = numbers[key] ?? UInt32(numbers.count)
            numbers[key] = expected
            #expect(table.intern(key) == expected)
        }
        #expect(table.keys.count == numbers.count)
    }
}
