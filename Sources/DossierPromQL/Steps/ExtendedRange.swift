/// A window whose borders have values of their own: the last sample before the start, or what lies
/// between the samples around a border.
struct ExtendedRange<Value> {
    typealias Point = RangeSamples.Point<Value>

    /// How values are joined.
    struct Arithmetic {
        /// A share of the way from one value to another.
        var between: (Value, Value, Double) -> Value?
        /// A share of a value.
        var share: (Value, Double) -> Value
        var add: (Value, Value) -> Value?
        var subtract: (Value, Value) -> Value?
        /// Whether a counter was reset from one value to the next.
        var isReset: (Value, Value) -> Bool
    }

    let points: [Point]
    let start: Int64
    let end: Int64
    let isSmoothed: Bool
    let isCounter: Bool
    let arithmetic: Arithmetic

    /// The first and last of the samples that matter; nil if none is in the window.
    var extent: (first: Int, last: Int)? {
        guard !points.isEmpty else { return nil }
        let after = points.dropLast().firstIndex { $0.time > start } ?? points.count - 1
        let first =
            points[after].time > start ? max(0, after - 1) : after
        var last = points.count - 1
        if isSmoothed {
            last = points.dropLast().firstIndex { $0.time >= end } ?? last
        }
        guard points[last].time > start, points[first].time <= end else { return nil }
        return (first, last)
    }

    /// The difference of the values at the borders, corrected for counter resets.
    func difference() -> Value? {
        guard let (first, last) = extent else { return nil }
        let crossesLeft = isSmoothed && points[first].time < start && first + 1 < points.count
        let crossesRight = isSmoothed && last > 0 && points[last].time > end
        let isSameInterval = crossesLeft && crossesRight && last == first + 1
        let left =
            crossesLeft ? value(at: start, after: first, isLeft: true) : points[first].value
        let right =
            crossesRight
            ? value(at: end, after: last - 1, isLeft: isSameInterval) : points[last].value
        guard let left, let right, var result = arithmetic.subtract(right, left) else { return nil }
        guard isCounter else { return result }
        var inner = points[first...last]
        if points[first].time <= start {
            inner = inner.dropFirst()
        }
        let isRightOutside = points[last].time >= end
        if isRightOutside {
            inner = inner.dropLast()
        }
        var previous = left
        for (offset, point) in inner.enumerated() {
            let isBehindCrossing = offset == 0 && crossesLeft
            let isStart = offset == 0 && points[first].time > start
            if !isBehindCrossing, !isStart, arithmetic.isReset(previous, point.value) {
                guard let sum = arithmetic.add(result, previous) else { return nil }
                result = sum
            }
            previous = point.value
        }
        let isBehindCrossing = crossesLeft && inner.isEmpty
        if isRightOutside, !crossesRight, !isBehindCrossing, last != first,
            arithmetic.isReset(previous, right)
        {
            result = arithmetic.add(result, previous) ?? result
        }
        return result
    }

    /// The value at a time between a sample and the next.
    func value(at time: Int64, after index: Int, isLeft: Bool) -> Value? {
        let (one, next) = (points[index], points[index + 1])
        let share = Double(time - one.time) / Double(next.time - one.time)
        if isCounter, arithmetic.isReset(one.value, next.value) {
            let part = arithmetic.share(next.value, share)
            return isLeft ? part : arithmetic.add(one.value, part)
        }
        return arithmetic.between(one.value, next.value, share)
    }
}

extension ExtendedRange.Arithmetic where Value == Double {
    static var floats: Self {
        Self(
            between: { $0 + ($1 - $0) * $2 },
            share: { $0 * $1 },
            add: { $0 + $1 },
            subtract: { $0 - $1 },
            isReset: { $1 < $0 }
        )
    }
}

extension ExtendedRange.Arithmetic where Value == FloatHistogram {
    static var histograms: Self {
        Self(
            between: { one, next, share in
                next.subtracting(one).flatMap {
                    one.adding($0.histogram.multiplied(by: share))?.histogram
                }
            },
            share: { $0.multiplied(by: $1) },
            add: { $0.adding($1)?.histogram },
            subtract: { $0.subtracting($1)?.histogram },
            isReset: { $1.isReset(from: $0) }
        )
    }
}
