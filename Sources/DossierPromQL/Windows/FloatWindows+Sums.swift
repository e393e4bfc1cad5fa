extension FloatWindows {
    /// `sum_over_time`.
    ///
    /// Short windows are summed one by one. The sum of a long one follows from that of the window
    /// before, by what came and went, in twice the precision of a double; it is summed anew when
    /// that could be not enough.
    func sum(into results: UnsafeMutableBufferPointer<Double>) -> Bool {
        var running = RunningSum()
        return map(into: results) { _, indices in
            if indices.count <= 16 {
                running.forget()
                return wholeSum(indices)
            }
            return running.move(to: indices, of: values) ?? wholeSum(indices)
        }
    }

    private func wholeSum(_ indices: Range<Int>) -> Double {
        var sum = KahanSum()
        for index in indices { sum.add(values[index]) }
        return sum.boundedTotal
    }
}

/// The sum of a window, as the unevaluated sum of two doubles.
private struct RunningSum {
    private var high = 0.0
    private var low = 0.0
    private var indices = 0..<0
    /// Of all that was added and taken away since the last new start.
    private var magnitude = 0.0
    private var changeCount = 0
    private var nonfiniteCount = 0

    /// An error of two to the minus 104th of the magnitude for each change is far below a double's
    /// precision of the sum within these.
    private static let changeCountMax = 1 << 14
    private static let cancellationMax = 0x1p20

    mutating func forget() {
        self = RunningSum()
    }

    /// Nil if the sum has to be computed as a whole.
    mutating func move(
        to window: Range<Int>,
        of values: UnsafeBufferPointer<Double>
    ) -> Double? {
        if window.lowerBound >= indices.upperBound || changeCount > Self.changeCountMax {
            start(window, of: values)
        } else {
            for index in indices.lowerBound..<window.lowerBound { change(values[index], -1) }
            for index in indices.upperBound..<window.upperBound { change(values[index], 1) }
            indices = window
        }
        if nonfiniteCount == 0, magnitude > abs(high) * Self.cancellationMax {
            start(window, of: values)
        }
        guard nonfiniteCount == 0, magnitude.isFinite,
            magnitude <= abs(high) * Self.cancellationMax
        else {
            if !magnitude.isFinite { forget() }
            return nil
        }
        return high
    }

    private mutating func start(_ window: Range<Int>, of values: UnsafeBufferPointer<Double>) {
        forget()
        for index in window { change(values[index], 1) }
        changeCount = 0
        indices = window
    }

    @inline(__always)
    private mutating func change(_ value: Double, _ sign: Double) {
        guard value.isFinite else {
            nonfiniteCount += sign > 0 ? 1 : -1
            return
        }
        changeCount += 1
        magnitude += abs(value)
        let increment = value * sign
        let total = high + increment
        let part = total - high
        low += (high - (total - part)) + (increment - part)
        high = total + low
        low -= high - total
    }
}
