import DossierPrimitives
package import DossierPromQL

extension Double {
    /// Whether two numbers differ by rounding at most; NaNs are equal to each other, but stale
    /// markers only to stale markers.
    func isAlmostEqual(to other: Double) -> Bool {
        if isStaleMarker || other.isStaleMarker {
            return isStaleMarker && other.isStaleMarker
        }
        if isNaN && other.isNaN || self == other {
            return true
        }
        let tolerance = 1e-6
        let sum = magnitude + other.magnitude
        let difference = (self - other).magnitude
        if self == 0 || other == 0 || sum < Double.leastNormalMagnitude {
            return difference < tolerance * Double.leastNormalMagnitude
        }
        return difference / min(sum, Double.greatestFiniteMagnitude) < tolerance
    }
}

extension SequenceValue {
    /// Whether a point is as the test language says; an omitted value stands for 0.
    func isAlmostEqual(to point: PromQLResult.Point) -> Bool {
        switch (self, point) {
        case (.omitted, .float(let value)): value.isAlmostEqual(to: 0)
        case (.float(let expected), .float(let value)): value.isAlmostEqual(to: expected)
        case (.histogram(let expected, let hasHint), .histogram(let value)):
            value.isAlmostEqual(to: expected)
                && (!hasHint || value.resetHint == expected.resetHint)
        default: false
        }
    }
}

extension FloatHistogram {
    fileprivate func isAlmostEqual(to other: FloatHistogram) -> Bool {
        schema == other.schema && count.isAlmostEqual(to: other.count)
            && sum.isAlmostEqual(to: other.sum) && zeroThreshold == other.zeroThreshold
            && zeroCount.isAlmostEqual(to: other.zeroCount)
            && (!usesCustomBounds || customBounds == other.customBounds)
            && positive.isAlmostEqual(to: other.positive)
            && negative.isAlmostEqual(to: other.negative)
    }
}

extension HistogramBuckets {
    fileprivate func isAlmostEqual(to other: HistogramBuckets) -> Bool {
        indices == other.indices
            && zip(counts, other.counts).allSatisfy { $0.isAlmostEqual(to: $1) }
    }
}

extension SequenceValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .omitted: "_"
        case .float(let value): FloatText.decimal(value)
        case .histogram(let histogram, hasHint: _): histogram.literal
        }
    }
}

extension PromQLResult.Point: CustomStringConvertible {
    package var description: String {
        switch self {
        case .float(let value): FloatText.decimal(value)
        case .histogram(let histogram): histogram.literal
        }
    }
}
