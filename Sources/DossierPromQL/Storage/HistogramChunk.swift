/// The chunk of histograms that a series is writing, as far as it decides on reset hints.
struct HistogramChunk: Sendable {
    private var last: FloatHistogram?
    private var sampleCount = 0

    mutating func end() {
        last = nil
        sampleCount = 0
    }

    /// Takes a histogram into the chunk, or into a new one where it cannot follow the last, and
    /// gives the hint with which it will be read.
    mutating func append(_ histogram: FloatHistogram, countMax: Int) -> FloatHistogram.ResetHint {
        let isGauge = histogram.resetHint == .gauge
        if let last, sampleCount < countMax, Self.canFollow(last, histogram) {
            sampleCount += 1
        } else {
            sampleCount = 1
        }
        last = histogram
        if isGauge { return .gauge }
        return sampleCount > 1 ? .notReset : .unknown
    }

    private static func canFollow(_ last: FloatHistogram, _ next: FloatHistogram) -> Bool {
        let gauges = (last.resetHint == .gauge, next.resetHint == .gauge)
        guard gauges.0 == gauges.1, next.resetHint != .reset else { return false }
        if next.isStaleMarker { return true }
        if last.isStaleMarker { return false }
        guard last.schema == next.schema, last.zeroThreshold == next.zeroThreshold,
            last.customBounds == next.customBounds
        else { return false }
        if gauges.0 { return true }
        return next.count >= last.count && next.zeroCount >= last.zeroCount
            && !next.positive.fallsBelow(last.positive)
            && !next.negative.fallsBelow(last.negative)
    }
}
