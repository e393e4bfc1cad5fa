/// The buckets of a classic histogram at one time, by rising bounds.
struct BucketScratch {
    private var uppers: [Double] = []
    private var counts: [Double] = []
    /// The counts of all buckets at all steps, those of a step together.
    private var matrix: [Double] = []

    /// Writes the quantile of each step that has buckets; returns whether there is one.
    ///
    /// `counts` are the columns of the buckets whose bounds are `uppers`, which don't fall. Sets
    /// `isForced` if counts fell, and had to be made to rise.
    mutating func write(
        quantiles: [Double],
        uppers all: [Double],
        counts columns: [[Double]],
        into results: inout [Double],
        isForced: inout Bool
    ) -> Bool {
        fillMatrix(columns, stepCount: quantiles.count)
        let bucketCount = columns.count
        var hasValue = false
        for step in quantiles.indices {
            removeAll()
            for bucket in 0..<bucketCount {
                let count = matrix[step * bucketCount + bucket]
                if !count.isStaleMarker { append(all[bucket], count) }
            }
            guard !uppers.isEmpty else { continue }
            hasValue = true
            results[step] = quantile(quantiles[step], isForced: &isForced)
        }
        return hasValue
    }

    private mutating func fillMatrix(_ columns: [[Double]], stepCount: Int) {
        let bucketCount = columns.count
        if matrix.count != bucketCount * stepCount {
            matrix = [Double](repeating: 0, count: bucketCount * stepCount)
        }
        matrix.withUnsafeMutableBufferPointer { matrix in
            for (bucket, column) in columns.enumerated() {
                column.withUnsafeBufferPointer { column in
                    for step in 0..<stepCount { matrix[step * bucketCount + bucket] = column[step] }
                }
            }
        }
    }

    private mutating func removeAll() {
        uppers.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    /// Counts of equal bounds add up.
    private mutating func append(_ upper: Double, _ count: Double) {
        let last = uppers.count - 1
        if last >= 0, uppers[last] == upper {
            counts[last] += count
        } else {
            uppers.append(upper)
            counts.append(count)
        }
    }

    private mutating func quantile(_ fraction: Double, isForced: inout Bool) -> Double {
        if fraction.isNaN { return .nan }
        if fraction < 0 { return -.infinity }
        if fraction > 1 { return .infinity }
        let last = uppers.count - 1
        guard uppers[last] == .infinity else { return .nan }
        forceMonotonic(isForced: &isForced)
        let total = counts[last]
        guard last > 0, total != 0, !total.isNaN else { return .nan }
        var rank = fraction * total
        var index = 0
        while index < last, !(counts[index] >= rank) { index += 1 }
        if index == last { return uppers[last - 1] }
        if index == 0, uppers[0] <= 0 { return uppers[0] }
        var lower = 0.0
        var count = counts[index]
        if index > 0 {
            lower = uppers[index - 1]
            count -= counts[index - 1]
            rank -= counts[index - 1]
        }
        return lower + (uppers[index] - lower) * (rank / count)
    }

    private mutating func forceMonotonic(isForced: inout Bool) {
        for index in 1..<max(1, counts.count) {
            let previous = counts[index - 1]
            let difference = abs(counts[index] - previous)
            guard counts[index] < previous || difference > 0 else { continue }
            let isClose = difference <= 1e-12 * (abs(counts[index]) + abs(previous))
            if counts[index] < previous || isClose {
                isForced = isForced || !isClose
                counts[index] = previous
            }
        }
    }
}
