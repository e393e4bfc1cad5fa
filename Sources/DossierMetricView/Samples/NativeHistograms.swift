import DossierColumns
import DossierPromQL

/// Histogram points as native histograms.
struct NativeHistograms {
    /// What counts as zero where a point does not say: the default of Prometheus.
    private static let zeroThreshold = 1e-128

    private let points: PointList
    private let isDelta: Bool

    init(_ points: PointList, isDelta: Bool) {
        self.points = points
        self.isDelta = isDelta
    }

    /// Exponential histograms; points of a coarser scale than Prometheus knows are left out.
    var exponential: HistogramSamples {
        let fields = ExponentialFields(points)
        return samples { index in
            fields.histogram(index, zeroThreshold: Self.zeroThreshold)
        }
    }

    /// Histograms with explicit bounds, which become custom bounds.
    var explicit: HistogramSamples {
        let bounds = points.bytes(of: .explicitBounds)
        let counts = points.bytes(of: .bucketCounts)
        let totals = points.words(of: .count)?.words
        let sums = points.words(of: .sum)?.doubles
        return samples { index in
            FloatHistogram(
                schema: FloatHistogram.customBucketsSchema,
                count: Double(totals?[index] ?? 0),
                sum: sums?[index] ?? 0,
                positive: HistogramBuckets(
                    offset: 0,
                    counts: littleEndianWords(counts[index]).map { Double($0) }
                ),
                customBounds: littleEndianWords(bounds[index]).map { Double(bitPattern: $0) }
            )
        }
    }

    private func samples(_ histogram: (Int) -> FloatHistogram?) -> HistogramSamples {
        let isStale = points.isStale
        let timestamps = points.timestamps
        let numbers = NumberSamples(points, isDelta: isDelta)
        var kept: [Int] = []
        var values: [FloatHistogram] = []
        var total: HistogramTotal?
        for index in 0..<points.count {
            if let isStale, isStale[index] {
                values.append(.staleMarker)
            } else if let value = histogram(index) {
                guard isDelta else {
                    values.append(value)
                    kept.append(index)
                    continue
                }
                if total?.add(value) != true { total = HistogramTotal(value) }
                values.append(total?.histogram ?? value)
            } else {
                continue
            }
            kept.append(index)
        }
        let starts = numbers.startTimestamps
        return SampleColumns.histograms(
            kept.map { timestamps[$0] },
            values,
            starts.isEmpty ? [] : kept.map { starts[$0] }
        )
    }
}

/// The columns of exponential histogram points.
private struct ExponentialFields {
    private let scales: [UInt64]?
    private let counts: [UInt64]?
    private let sums: [Double]?
    private let zeroCounts: [UInt64]?
    private let thresholds: [Double]?
    private let positiveOffsets: [UInt64]?
    private let negativeOffsets: [UInt64]?
    private let positiveCounts: [ArraySlice<UInt8>]
    private let negativeCounts: [ArraySlice<UInt8>]

    init(_ points: PointList) {
        scales = points.words(of: .scale)?.words
        counts = points.words(of: .count)?.words
        sums = points.words(of: .sum)?.doubles
        zeroCounts = points.words(of: .zeroCount)?.words
        thresholds = points.words(of: .zeroThreshold)?.doubles
        positiveOffsets = points.words(of: .positiveOffset)?.words
        negativeOffsets = points.words(of: .negativeOffset)?.words
        positiveCounts = points.bytes(of: .positiveCounts)
        negativeCounts = points.bytes(of: .negativeCounts)
    }

    func histogram(_ index: Int, zeroThreshold: Double) -> FloatHistogram? {
        let scale = Int64(bitPattern: scales?[index] ?? 0)
        let schemas = FloatHistogram.exponentialSchemas
        guard scale >= Int64(schemas.lowerBound) else { return nil }
        let schema = min(scale, Int64(schemas.upperBound))
        let shift = scale - schema
        let threshold = thresholds?[index] ?? 0
        return FloatHistogram(
            schema: Int(schema),
            count: Double(counts?[index] ?? 0),
            sum: sums?[index] ?? 0,
            zeroThreshold: threshold > 0 ? threshold : zeroThreshold,
            zeroCount: Double(zeroCounts?[index] ?? 0),
            positive: Self.buckets(positiveOffsets?[index], positiveCounts[index], shift),
            negative: Self.buckets(negativeOffsets?[index], negativeCounts[index], shift)
        )
    }

    /// OpenTelemetry's bucket i starts at the bound where Prometheus' bucket i + 1 does.
    private static func buckets(
        _ offset: UInt64?,
        _ counts: ArraySlice<UInt8>,
        _ shift: Int64
    ) -> HistogramBuckets {
        var buckets = HistogramBuckets()
        var pending: (index: Int64, count: Double)?
        var index = Int64(bitPattern: offset ?? 0)
        func flush() {
            guard let pending, let index = Int32(exactly: pending.index) else { return }
            buckets.append(index, pending.count)
        }
        for word in littleEndianWords(counts) {
            let target = (index >> shift) &+ 1
            if pending?.index == target {
                pending?.count += Double(word)
            } else {
                flush()
                pending = (target, Double(word))
            }
            index &+= 1
        }
        flush()
        return buckets
    }
}
