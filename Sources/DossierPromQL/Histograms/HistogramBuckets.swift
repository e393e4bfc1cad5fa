import DossierPrimitives

/// The buckets of one sign that have observations: their indices, rising, and their counts.
package struct HistogramBuckets: Hashable, Sendable {
    /// With exponential schemas, bucket i spans `(base^(i-1), base^i]`; with custom bounds
    /// `(bound[i-1], bound[i]]`.
    package private(set) var indices: [Int32] = []
    package private(set) var counts: [Double] = []

    package init() {}

    /// Buckets one after another from an index on; zeros are left out, and what would be behind the
    /// greatest index is counted there.
    package init(offset: Int32, counts: [Double]) {
        let room = Int(Int32.max) - Int(offset)
        for (distance, count) in counts.prefix(room).enumerated() {
            append(Int32(Int(offset) + distance), count)
        }
        append(.max, counts.dropFirst(room).reduce(0, +))
    }

    package var isEmpty: Bool { indices.isEmpty }

    package mutating func reserveCapacity(_ count: Int) {
        indices.reserveCapacity(count)
        counts.reserveCapacity(count)
    }

    /// Adds a bucket behind all others, unless it is zero.
    package mutating func append(_ index: Int32, _ count: Double) {
        guard count != 0 else { return }
        indices.append(index)
        counts.append(count)
    }

    /// The bucket with this index; 0 if it has no observations.
    package func count(at index: Int32) -> Double {
        let position = indices.indices.partitioningIndex { indices[$0] >= index }
        return position < indices.count && indices[position] == index ? counts[position] : 0
    }
}

extension HistogramBuckets {
    /// Whether any bucket of the earlier ones has a lower count in these.
    func fallsBelow(_ earlier: HistogramBuckets) -> Bool {
        var position = 0
        for (index, count) in zip(earlier.indices, earlier.counts) {
            while position < indices.count, indices[position] < index { position += 1 }
            let now = position < indices.count && indices[position] == index ? counts[position] : 0
            if now < count { return true }
        }
        return false
    }
}

extension HistogramBuckets {
    /// Adds to each bucket the one with the same index, times a factor.
    package mutating func add(_ other: HistogramBuckets, times factor: Double = 1) {
        if other.isEmpty { return }
        if indices == other.indices {
            var hasZero = false
            for position in counts.indices {
                counts[position] += other.counts[position] * factor
                if counts[position] == 0 { hasZero = true }
            }
            if hasZero { dropZeros() }
            return
        }
        var merged = HistogramBuckets()
        merged.reserveCapacity(indices.count + other.indices.count)
        var left = 0
        var right = 0
        while left < indices.count || right < other.indices.count {
            if right == other.indices.count
                || (left < indices.count && indices[left] < other.indices[right])
            {
                merged.append(indices[left], counts[left])
                left += 1
            } else if left == indices.count || other.indices[right] < indices[left] {
                merged.append(other.indices[right], other.counts[right] * factor)
                right += 1
            } else {
                merged.append(indices[left], counts[left] + other.counts[right] * factor)
                left += 1
                right += 1
            }
        }
        self = merged
    }

    package mutating func scale(_ change: (Double) -> Double) {
        for position in counts.indices { counts[position] = change(counts[position]) }
        dropZeros()
    }

    package mutating func removeAll() {
        self = HistogramBuckets()
    }

    /// Moves each bucket to another index; the new indices rise as the old ones do, and what falls
    /// on one is added up.
    package func mapped(_ newIndex: (Int32) -> Int32) -> HistogramBuckets {
        var result = HistogramBuckets()
        result.reserveCapacity(indices.count)
        for position in indices.indices {
            let index = newIndex(indices[position])
            if let last = result.indices.last, last == index {
                result.counts[result.counts.count - 1] += counts[position]
            } else {
                result.indices.append(index)
                result.counts.append(counts[position])
            }
        }
        result.dropZeros()
        return result
    }

    /// The buckets for which the condition on position holds.
    func filtered(_ isKept: (Int) -> Bool) -> HistogramBuckets {
        var result = HistogramBuckets()
        for position in indices.indices where isKept(position) {
            result.append(indices[position], counts[position])
        }
        return result
    }

    private mutating func dropZeros() {
        guard counts.contains(0) else { return }
        self = filtered { _ in true }
    }
}
