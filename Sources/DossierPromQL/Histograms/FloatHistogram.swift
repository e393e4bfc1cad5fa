/// A native histogram with counts that are floats.
///
/// Buckets without observations are not held, so two histograms with the same counts have the same
/// buckets. The struct checks nothing that it is given: counts need not sum up to `count`.
package struct FloatHistogram: Sendable {
    /// What is known of a counter reset between the sample before and this one.
    package enum ResetHint: UInt8, Sendable {
        case unknown
        case reset
        case notReset
        case gauge
    }

    /// The schema of custom bucket bounds.
    package static let customBucketsSchema = -53
    package static let exponentialSchemas = -4...8

    /// -4…8: bucket bounds are the powers of `2^(2^-schema)`; -53: `customBounds`.
    package var schema: Int
    package var resetHint = ResetHint.unknown
    package var count: Double
    package var sum: Double
    /// The greatest magnitude that counts as zero.
    package var zeroThreshold: Double
    package var zeroCount: Double
    package var positive: HistogramBuckets
    /// Empty with custom bounds.
    package var negative: HistogramBuckets
    /// The finite upper bounds, rising, with custom bounds; bucket i ends at bound i, the one behind
    /// the last bound ends at +Inf.
    package var customBounds: [Double]

    package init(
        schema: Int = 0,
        count: Double = 0,
        sum: Double = 0,
        zeroThreshold: Double = 0,
        zeroCount: Double = 0,
        positive: HistogramBuckets = HistogramBuckets(),
        negative: HistogramBuckets = HistogramBuckets(),
        customBounds: [Double] = [],
        resetHint: ResetHint = .unknown
    ) {
        self.schema = schema
        self.count = count
        self.sum = sum
        self.zeroThreshold = zeroThreshold
        self.zeroCount = zeroCount
        self.positive = positive
        self.negative = negative
        self.customBounds = customBounds
        self.resetHint = resetHint
    }

    package static let staleMarker = FloatHistogram(sum: .staleMarker)

    package var isStaleMarker: Bool { sum.isStaleMarker }

    package var usesCustomBounds: Bool { schema == Self.customBucketsSchema }
}
