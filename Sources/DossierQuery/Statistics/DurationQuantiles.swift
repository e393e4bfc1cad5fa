import DossierPrimitives

/// Exact quantiles of durations, in nanoseconds: each is the smallest duration that as many
/// hundredths of all are not above.
package struct DurationQuantiles: Hashable, Sendable {
    package let p50: UInt64
    package let p95: UInt64
    package let p99: UInt64

    private static let percents = [50, 95, 99]

    /// Nil without known durations; an unknown one is the highest number.
    ///
    /// - Complexity: O(count): the durations are counted by their leading bits, and only those that
    ///   share them with a quantile are sorted.
    init?(_ durations: UnsafeBufferPointer<UInt64>) {
        let buckets = QuantileBuckets(durations)
        // Unknown ones come last, so that no quantile of the others reaches them.
        let knownCount = durations.count - buckets.unknownCount
        guard knownCount > 0 else { return nil }
        let found = buckets.values(at: Self.percents.map { Self.rank($0, of: knownCount) })
        (p50, p95, p99) = (found[0], found[1], found[2])
    }

    /// The index of a quantile in ascending order.
    private static func rank(_ percent: Int, of count: Int) -> Int {
        (count * percent + 99) / 100 - 1
    }
}

/// Finds words by their rank in ascending order.
private struct QuantileBuckets {
    /// Below that many words sorting is quicker.
    private static let sortedCountMax = 256
    /// Six leading bits, and where they are.
    private static let bucketCount = 1 << 11

    private let words: UnsafeBufferPointer<UInt64>
    /// Few words, ascending.
    private var sorted: [UInt64] = []
    /// How many words have each bucket, if there are more.
    private var counts: [UInt32] = []
    private(set) var unknownCount = 0

    init(_ words: UnsafeBufferPointer<UInt64>) {
        self.words = words
        guard words.count > Self.sortedCountMax else {
            sorted = words.sorted()
            unknownCount = sorted.count { $0 == .max }
            return
        }
        counts = [UInt32](repeating: 0, count: Self.bucketCount)
        counts.withUnsafeMutableBufferPointer { counts in
            for word in words { counts[Self.bucket(of: word)] &+= 1 }
        }
        // Known durations are below 2⁶³, and so in other buckets.
        unknownCount = Int(counts[Self.bucket(of: .max)])
    }

    /// The bucket of a word: words of a higher bucket are larger.
    @inline(__always)
    private static func bucket(of word: UInt64) -> Int {
        let shift = max(0, 58 &- word.leadingZeroBitCount)
        return shift &<< 5 &+ Int(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: shift))
    }

    /// The words at ascending ranks, which are below the number of words.
    func values(at ranks: [Int]) -> [UInt64] {
        guard !counts.isEmpty else { return ranks.map { sorted[$0] } }
        var isWanted = [Bool](repeating: false, count: Self.bucketCount)
        // For each rank its bucket, and how many words are below that.
        var positions: [(bucket: Int, below: Int)] = []
        var below = 0
        for (bucket, count) in counts.enumerated() where count > 0 {
            while positions.count < ranks.count, ranks[positions.count] < below + Int(count) {
                positions.append((bucket, below))
                isWanted[bucket] = true
            }
            below += Int(count)
        }
        let keptCount = Set(positions.map(\.bucket)).reduce(0) { $0 + Int(counts[$1]) }
        let kept = self.kept(keptCount, isWanted).sorted()
        return zip(ranks, positions).map { rank, position in
            let start = firstIndex(in: kept, ofBucket: position.bucket)
            return kept[start + rank - position.below]
        }
    }

    /// The words of the buckets that are wanted, `count` of them.
    private func kept(_ count: Int, _ isWanted: [Bool]) -> [UInt64] {
        // Every word is written, and counts only if its bucket is wanted: that needs no guess of
        // the processor. So there is room for one more.
        [UInt64](unsafeUninitializedCapacity: count + 1) { target, initializedCount in
            initializedCount = isWanted.withUnsafeBufferPointer { isWanted in
                var kept = 0
                for word in words {
                    target[kept] = word
                    kept &+= isWanted[Self.bucket(of: word)] ? 1 : 0
                }
                return kept
            }
        }
    }

    private func firstIndex(in sorted: [UInt64], ofBucket bucket: Int) -> Int {
        sorted.indices.partitioningIndex { Self.bucket(of: sorted[$0]) >= bucket }
    }
}
