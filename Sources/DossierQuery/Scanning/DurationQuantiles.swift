/// Exact quantiles of durations, in nanoseconds: each is the smallest duration that as many
/// hundredths of all are not above.
package struct DurationQuantiles: Hashable, Sendable {
    package let p50: UInt64
    package let p95: UInt64
    package let p99: UInt64

    private static let percents = [50, 95, 99]

    /// Nil without durations.
    ///
    /// - Complexity: O(count): the durations are counted by their leading bits, and only those that
    ///   share them with a quantile are sorted.
    init?(_ durations: UnsafeBufferPointer<UInt64>, _ buckets: inout QuantileBuckets) {
        guard !durations.isEmpty else { return nil }
        let ranks = Self.percents.map { Self.rank($0, of: durations.count) }
        let found = buckets.values(at: ranks, of: durations)
        (p50, p95, p99) = (found[0], found[1], found[2])
    }

    /// The index of a quantile in ascending order.
    private static func rank(_ percent: Int, of count: Int) -> Int {
        (count * percent + 99) / 100 - 1
    }
}

/// Finds words by their place in ascending order.
struct QuantileBuckets {
    /// Below that many words sorting is quicker.
    private static let sortedCountMax = 256
    /// Six leading bits, and where they are.
    private static let bucketCount = 1 << 11

    private var counts = [UInt32](repeating: 0, count: bucketCount)
    private var isWanted = [Bool](repeating: false, count: bucketCount)

    /// The bucket of a word: words of a higher bucket are larger.
    @inline(__always)
    private static func bucket(of word: UInt64) -> Int {
        let shift = max(0, 58 &- word.leadingZeroBitCount)
        return shift &<< 5 &+ Int(truncatingIfNeeded: word &>> UInt64(shift))
    }

    /// The words at ascending places; every place is below the number of words.
    mutating func values(at ranks: [Int], of words: UnsafeBufferPointer<UInt64>) -> [UInt64] {
        guard words.count > Self.sortedCountMax else {
            let sorted = words.sorted()
            return ranks.map { sorted[$0] }
        }
        count(words)
        // For each rank its bucket, and how many words are below that.
        var places: [(bucket: Int, below: Int)] = []
        var below = 0
        for (bucket, count) in counts.enumerated() {
            while places.count < ranks.count, ranks[places.count] < below + Int(count) {
                places.append((bucket, below))
                isWanted[bucket] = true
            }
            below += Int(count)
        }
        let kept = wanted(words).sorted()
        for place in places { isWanted[place.bucket] = false }
        return zip(ranks, places).map { rank, place in
            let start = firstPlace(in: kept, ofBucket: place.bucket)
            return kept[start + rank - place.below]
        }
    }

    private mutating func count(_ words: UnsafeBufferPointer<UInt64>) {
        counts.withUnsafeMutableBufferPointer { counts in
            counts.update(repeating: 0)
            for word in words { counts[Self.bucket(of: word)] &+= 1 }
        }
    }

    private func wanted(_ words: UnsafeBufferPointer<UInt64>) -> [UInt64] {
        isWanted.withUnsafeBufferPointer { isWanted in
            words.filter { isWanted[Self.bucket(of: $0)] }
        }
    }

    private func firstPlace(in sorted: [UInt64], ofBucket bucket: Int) -> Int {
        var range = 0..<sorted.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if Self.bucket(of: sorted[middle]) < bucket {
                range = (middle + 1)..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}
