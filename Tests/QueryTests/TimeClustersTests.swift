import TestSupport
import Testing

@testable import DossierQuery

@Suite struct TimeClustersTests {
    private static let day: UInt64 = 86_400_000_000_000

    /// The clusters by a walk through the sorted times.
    private func expected(_ times: [UInt64]) -> [String] {
        var clusters: [[UInt64]] = []
        for time in times.sorted() {
            if let last = clusters.last?.last, TimeClusters.areClose(last, time) {
                clusters[clusters.count - 1].append(time)
            } else {
                clusters.append([time])
            }
        }
        return clusters.map { "\($0[0]) \($0[$0.count - 1]) \($0.count)" }
    }

    private func text(_ clusters: TimeClusters) -> [String] {
        clusters.clusters.map { "\($0.range.lowerBound) \($0.range.upperBound) \($0.count)" }
    }

    @Test(arguments: 0..<200) func clustersAreThoseOfSortedTimes(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let spread = UInt64(1 + random.below(200_000)) * Self.day / 4
        let times = (0..<random.below(90)).map { _ in 1 + random.next() % spread }
        var clusters = TimeClusters()
        for time in times { clusters.add(time) }
        #expect(text(clusters) == expected(times), "seed \(seed)")
        var joined = TimeClusters()
        for part in clusters.clusters.shuffled(using: &random) {
            joined.add(part.range, count: part.count)
        }
        #expect(text(joined) == expected(times), "seed \(seed)")
    }

    @Test func clustersEndAtTheBoundsOfWhatIsLikely() {
        var clusters = TimeClusters()
        let bound = TimeClusters.likely.lowerBound
        for time in [bound, bound - 1, bound + 1] { clusters.add(time) }
        #expect(text(clusters) == ["\(bound - 1) \(bound - 1) 1", "\(bound) \(bound + 1) 2"])
    }

    @Test func timeThatJoinsTwoClustersMakesOne() {
        var clusters = TimeClusters()
        let start = TimeClusters.likely.lowerBound
        for days in [0, 40, 80, 60, 20] as [UInt64] { clusters.add(start + days * Self.day) }
        #expect(text(clusters) == ["\(start) \(start + 80 * Self.day) 5"])
    }
}
