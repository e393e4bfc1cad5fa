/// The parts of metrics and of their data points.
extension SimulatedMetricWriter {
    /// Adds a metric with so many data points, unless there are none.
    mutating func add(
        _ instrument: SimulatedInstrument,
        points: Int,
        to lines: inout OTLPJSONLines,
        writePoints: (inout Self, inout OTLPJSONBuffer) -> Void
    ) {
        guard points > 0 else { return }
        lines.add(from: instance, instrument.scope, rows: points) { json in
            json.text(#"{"name":""#)
            json.text(instrument.name)
            json.text(#"","description":""#)
            json.text(instrument.description)
            json.text(#"","unit":""#)
            json.text(instrument.unit)
            json.text(#"",""#)
            json.text(instrument.data.member)
            json.text(#"":{"dataPoints":["#)
            writePoints(&self, &json)
            json.close("]")
            json.text(instrument.data.tail)
            json.text("}},")
        }
    }

    func writeTimes(since start: UInt64, to json: inout OTLPJSONBuffer) {
        json.member("startTimeUnixNano", fixed64: start)
        json.member("timeUnixNano", fixed64: interval.upperBound)
    }

    /// Writes the one point of a gauge.
    func writeGauge(
        to json: inout OTLPJSONBuffer,
        _ writeValue: (inout OTLPJSONBuffer) -> Void
    ) {
        json.text("{")
        json.member("timeUnixNano", fixed64: interval.upperBound)
        writeValue(&json)
        json.close("},")
    }

    /// Writes the members from the count to the bounds.
    func write(_ histogram: ExplicitDurationHistogram, to json: inout OTLPJSONBuffer) {
        json.member("count", fixed64: histogram.summary.count)
        json.member("sum", seconds: histogram.summary.sum)
        writeBucketCounts(histogram.bucketCounts[...], to: &json)
        json.text(#""explicitBounds":["#)
        for bound in histogram.bounds {
            json.decimal(bound, fractionDigits: 3)
            json.text(",")
        }
        json.close("],")
    }

    /// Writes the members after the times, and ends the point.
    func write(_ histogram: ExponentialDurationHistogram, to json: inout OTLPJSONBuffer) {
        json.member("count", fixed64: histogram.summary.count)
        json.member("sum", seconds: histogram.summary.sum)
        json.text(#""scale":"#)
        json.integer(ExponentialDurationHistogram.scale)
        let (offset, counts) = histogram.occupiedBuckets
        json.text(#","positive":{"offset":"#)
        json.integer(offset)
        json.text(",")
        writeBucketCounts(counts, to: &json)
        json.close(#"},"negative":{},"#)
        writeExtremes(of: histogram.summary, to: &json)
        json.close("},")
    }

    func writeExtremes(of summary: DurationSummary, to json: inout OTLPJSONBuffer) {
        json.member("min", seconds: summary.min)
        json.member("max", seconds: summary.max)
    }

    private func writeBucketCounts(
        _ counts: ArraySlice<UInt64>,
        to json: inout OTLPJSONBuffer
    ) {
        json.text(#""bucketCounts":["#)
        for count in counts {
            json.text("\"")
            json.integer(count)
            json.text(#"","#)
        }
        json.close("],")
    }
}
