import DossierPrimitives

extension FloatWindows {
    /// `min_over_time` and `max_over_time`: the first of the best values, NaN only if all are.
    ///
    /// Keeps the indices whose values are better than all that follow; the best is the first.
    @inline(__always)
    func extreme(
        into results: UnsafeMutableBufferPointer<Double>,
        _ isBetter: (Double, Double) -> Bool
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, values.count)) { candidates in
            var (head, tail) = (0, 0)
            var next = 0
            return map(into: results) { _, indices in
                if next < indices.lowerBound {
                    next = indices.lowerBound
                    (head, tail) = (0, 0)
                }
                while next < indices.upperBound {
                    let value = values[next]
                    if !value.isNaN {
                        while tail > head, isBetter(value, values[candidates[tail - 1]]) {
                            tail -= 1
                        }
                        candidates[tail] = next
                        tail += 1
                    }
                    next += 1
                }
                while head < tail, candidates[head] < indices.lowerBound { head += 1 }
                return head < tail ? values[candidates[head]] : .nan
            }
        }
    }

    /// `quantile_over_time`: the window's values are kept in order.
    func quantile(
        _ fractions: [Double],
        into results: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        var sorted = SortedWindow()
        return map(into: results) { step, indices in
            sorted.move(to: indices, of: values)
            return sorted.values.withUnsafeBufferPointer {
                FloatStatistics.quantile(fractions[step], sorted: $0)
            }
        }
    }

    /// `mad_over_time`: the median of the distances from the median.
    func medianDeviation(into results: UnsafeMutableBufferPointer<Double>) -> Bool {
        var sorted = SortedWindow()
        var distances: [Double] = []
        return map(into: results) { _, indices in
            sorted.move(to: indices, of: values)
            // NaN is lowest.
            guard let first = sorted.values.first, !first.isNaN else { return .nan }
            let middle = sorted.values.withUnsafeBufferPointer {
                FloatStatistics.quantile(0.5, sorted: $0)
            }
            distances.removeAll(keepingCapacity: true)
            for value in sorted.values { distances.append(abs(value - middle)) }
            distances.sort(by: FloatStatistics.precedes)
            return distances.withUnsafeBufferPointer {
                FloatStatistics.quantile(0.5, sorted: $0)
            }
        }
    }
}

/// The values of a window in order, NaN lowest.
private struct SortedWindow {
    private(set) var values: [Double] = []
    private var indices = 0..<0

    mutating func move(to window: Range<Int>, of samples: UnsafeBufferPointer<Double>) {
        let changeCount =
            window.lowerBound - indices.lowerBound + window.upperBound - indices.upperBound
        if window.lowerBound >= indices.upperBound || changeCount > window.count / 2 {
            values.removeAll(keepingCapacity: true)
            values.append(contentsOf: samples[window])
            values.sort(by: FloatStatistics.precedes)
        } else {
            for index in indices.lowerBound..<window.lowerBound { remove(samples[index]) }
            for index in indices.upperBound..<window.upperBound { insert(samples[index]) }
        }
        indices = window
    }

    /// Of equal values any may go.
    private mutating func remove(_ value: Double) {
        let index = firstIndex { !FloatStatistics.precedes($0, value) }
        if index < values.count { values.remove(at: index) }
    }

    private mutating func insert(_ value: Double) {
        values.insert(value, at: firstIndex { FloatStatistics.precedes(value, $0) })
    }

    @inline(__always)
    private func firstIndex(_ isReached: (Double) -> Bool) -> Int {
        values.indices.partitioningIndex { isReached(values[$0]) }
    }
}
