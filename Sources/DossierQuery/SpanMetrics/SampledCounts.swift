import DossierPrimitives

/// How many spans, requests or log records there were, and how long they took: by series, by the
/// sample that is the first to count them, and by bucket.
///
/// Only where there were any it takes memory: 40 bytes for each sample and bucket of a series.
package struct SampledCounts: Sendable {
    private struct Cell: Sendable {
        var series: UInt32
        let sample: UInt32
        /// That of durations which are not known is `unknownBucket`.
        let bucket: UInt8
        var count: UInt64
        /// The durations together, in nanoseconds.
        var duration: UInt64

        func isBefore(_ other: Cell) -> Bool {
            if series != other.series { return series < other.series }
            return sample != other.sample ? sample < other.sample : bucket < other.bucket
        }

        func isLike(_ other: Cell) -> Bool {
            series == other.series && sample == other.sample && bucket == other.bucket
        }
    }

    package let buckets: DurationBuckets
    private var cells: [Cell] = []
    private var compactCount = 0

    private static let unknownBucket = UInt8.max
    /// So many cells may wait to be put together.
    private static let looseCountMax = 1 << 17

    init(_ buckets: DurationBuckets) {
        self.buckets = buckets
    }

    mutating func reserve(_ count: Int) { cells.reserveCapacity(count) }

    /// Counts one; `duration` is in nanoseconds, nil if it is not known.
    mutating func add(series: UInt32, sample: UInt32, duration: UInt64?) {
        cells.append(
            Cell(
                series: series,
                sample: sample,
                bucket: duration.map(buckets.bucket) ?? Self.unknownBucket,
                count: 1,
                duration: duration ?? 0
            )
        )
    }

    /// Adds log records that were counted elsewhere; `numbers` are the series here, by group there,
    /// nil for those that are left out.
    mutating func add(_ others: [BlockLogCounts.Cell], numbers: [UInt32?]) {
        cells.reserveCapacity(cells.count + others.count)
        for cell in others {
            guard let series = numbers[Int(cell.group)] else { continue }
            cells.append(
                Cell(
                    series: series,
                    sample: cell.bucket,
                    bucket: Self.unknownBucket,
                    count: UInt64(cell.count),
                    duration: 0
                )
            )
        }
        if cells.count - compactCount > max(compactCount, Self.looseCountMax) { compact() }
    }

    /// Adds what was counted elsewhere; `numbers` are the series here, by series there.
    mutating func add(_ others: SampledCounts, numbers: [UInt32]) {
        cells.reserveCapacity(cells.count + others.cells.count)
        for var cell in others.cells {
            cell.series = numbers[Int(cell.series)]
            cells.append(cell)
        }
        if cells.count - compactCount > max(compactCount, Self.looseCountMax) { compact() }
    }

    /// Puts cells of the same kind together, in order.
    ///
    /// - Complexity: O(n log n).
    mutating func compact() {
        guard compactCount < cells.count else { return }
        cells.sort { $0.isBefore($1) }
        var kept = 0
        for index in cells.indices.dropFirst() {
            if cells[kept].isLike(cells[index]) {
                cells[kept].count += cells[index].count
                let (sum, isOver) = cells[kept].duration
                    .addingReportingOverflow(cells[index].duration)
                cells[kept].duration = isOver ? .max : sum
            } else {
                kept += 1
                cells[kept] = cells[index]
            }
        }
        cells.removeSubrange((kept + 1)...)
        compactCount = cells.count
    }
}

/// What is read of counts that have been put together.
extension SampledCounts {
    private func cells(of series: Int) -> ArraySlice<Cell> {
        let start = cells.indices.partitioningIndex { Int(cells[$0].series) >= series }
        let end = cells.indices.partitioningIndex { Int(cells[$0].series) > series }
        return cells[start..<end]
    }

    /// Whether the duration of any is known.
    package func hasDurations(_ series: Int) -> Bool {
        cells(of: series).contains { $0.bucket != Self.unknownBucket }
    }

    /// How many are first counted by each sample, by series; samples of none are left out.
    package func forEachCount(_ body: (_ series: Int, _ sample: Int, _ count: UInt64) -> Void) {
        for cell in cells { body(Int(cell.series), Int(cell.sample), cell.count) }
    }

    /// At each of some samples, how many there were until then.
    package func counts(of series: Int, at samples: Range<Int>) -> [Double] {
        Self.sums(of: cells(of: series), at: samples, \.count).map { Double($0) }
    }

    /// The same for those whose duration is known.
    package func durationCounts(of series: Int, at samples: Range<Int>) -> [Double] {
        let known = cells(of: series).filter { $0.bucket != Self.unknownBucket }
        return Self.sums(of: known[...], at: samples, \.count).map { Double($0) }
    }

    /// At each of some samples, how many seconds all of them took together until then.
    package func durations(of series: Int, at samples: Range<Int>) -> [Double] {
        Self.sums(of: cells(of: series), at: samples, \.duration).map { Double($0) / 1e9 }
    }

    /// By bucket, the last of which has no bound: how many took no longer than the bound.
    package func bucketCounts(of series: Int, at samples: Range<Int>) -> [[Double]] {
        let own = cells(of: series)
        return (0...buckets.bounds.count).map { bucket in
            let below = own.filter { Int($0.bucket) <= bucket }
            return Self.sums(of: below[...], at: samples, \.count).map { Double($0) }
        }
    }

    /// What cells amount to until each of some samples; a sum that is too large is the largest.
    private static func sums(
        of cells: ArraySlice<Cell>,
        at samples: Range<Int>,
        _ amount: KeyPath<Cell, UInt64>
    ) -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: samples.count)
        var sum: UInt64 = 0
        var filled = 0
        for cell in cells {
            let place = min(max(0, Int(cell.sample) - samples.lowerBound), sums.count)
            while filled < place {
                sums[filled] = sum
                filled += 1
            }
            let (total, isOver) = sum.addingReportingOverflow(cell[keyPath: amount])
            sum = isOver ? .max : total
        }
        for index in filled..<sums.count { sums[index] = sum }
        return sums
    }
}
