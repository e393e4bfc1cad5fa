/// What came of adding or subtracting histograms.
package struct HistogramCombination: Sendable {
    package var histogram: FloatHistogram
    /// One said that it follows a counter reset, the other that it does not.
    package var hasResetConflict: Bool
    /// Their custom bounds differed, so only the common ones remain.
    package var hasReconciledBounds: Bool
}

extension FloatHistogram {
    /// This histogram with another added; nothing if one has custom bounds and the other not.
    package func adding(_ other: FloatHistogram) -> HistogramCombination? {
        combined(with: other, factor: 1)
    }

    /// This histogram less another; nothing if one has custom bounds and the other not.
    package func subtracting(_ other: FloatHistogram) -> HistogramCombination? {
        combined(with: other, factor: -1)
    }

    private func combined(with other: FloatHistogram, factor: Double) -> HistogramCombination? {
        guard usesCustomBounds == other.usesCustomBounds else { return nil }
        var left = self
        var right = other
        let conflict = left.adoptResetHint(of: other)
        let reconciled = Self.align(&left, &right)
        left.count += factor * right.count
        left.sum += factor * right.sum
        left.zeroCount += factor * right.zeroCount
        left.positive.add(right.positive, times: factor)
        left.negative.add(right.negative, times: factor)
        return HistogramCombination(
            histogram: left,
            hasResetConflict: conflict,
            hasReconciledBounds: reconciled
        )
    }

    /// Brings both to the same schema, custom bounds and zero bucket.
    ///
    /// Says whether custom bounds differed.
    static func align(_ left: inout FloatHistogram, _ right: inout FloatHistogram) -> Bool {
        if left.usesCustomBounds {
            guard left.customBounds != right.customBounds else { return false }
            let common = commonBounds(left.customBounds, right.customBounds)
            left = left.reduced(toBounds: common)
            right = right.reduced(toBounds: common)
            return true
        }
        if left.zeroThreshold != right.zeroThreshold { reconcileZeroBuckets(&left, &right) }
        if left.schema > right.schema { left = left.reduced(toSchema: right.schema) }
        if right.schema > left.schema { right = right.reduced(toSchema: left.schema) }
        return false
    }

    /// Takes on the hint of a combination with another.
    ///
    /// Says whether the two contradict each other.
    mutating func adoptResetHint(of other: FloatHistogram) -> Bool {
        switch (resetHint, other.resetHint) {
        case (let own, let others) where own == others: return false
        case (.gauge, _), (.unknown, .reset), (.unknown, .notReset): return false
        case (_, .gauge): resetHint = .gauge
        case (_, .unknown): resetHint = .unknown
        default:
            resetHint = .unknown
            return true
        }
        return false
    }

    package func multiplied(by factor: Double) -> FloatHistogram {
        var result = scaled { $0 * factor }
        if factor < 0 { result.resetHint = .gauge }
        return result
    }

    /// Divides all counts; a division by zero leaves no buckets but the one around zero.
    package func divided(by divisor: Double) -> FloatHistogram {
        var result = scaled { $0 / divisor }
        if divisor == 0 {
            result.positive.removeAll()
            result.negative.removeAll()
        }
        if divisor < 0 { result.resetHint = .gauge }
        return result
    }

    private func scaled(_ change: (Double) -> Double) -> FloatHistogram {
        var result = self
        result.count = change(count)
        result.sum = change(sum)
        result.zeroCount = change(zeroCount)
        result.positive.scale(change)
        result.negative.scale(change)
        return result
    }
}
