/// The buckets of one sign that have observations: their indices, rising, and their counts.
package struct HistogramBuckets: Hashable, Sendable {
    /// With exponential schemas, bucket i spans `(base^(i-1), base^i]`; with custom bounds
    /// `(bound[i-1], bound[i]]`.
    package private(set) var indices: [Int32] = []
    package private(set) var counts: [Double] = []

    package init() {}

    /// Buckets one after another from an index on; zeros are left out.
    package init(offset: Int32, counts: [Double]) {
        var index = Int64(offset)
        for count in counts {
            append(Int32(truncatingIfNeeded: index), count)
            index += 1
        }
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
        var low = 0
        var high = indices.count
        while low < high {
            let middle = (low + high) / 2
            if indices[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low < indices.count && indices[low] == index ? counts[low] : 0
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
