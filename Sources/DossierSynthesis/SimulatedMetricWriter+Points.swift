import DossierPrimitives

/// The parts of metrics and of their data points.
extension SimulatedMetricWriter {
    /// Adds a metric with so many data points, unless there are none.
    mutating func add(
        _ instrument: SimulatedInstrument,
        points: Int,
        to lines: inout OTLPJSONLines,
        writePoints: (inout Self, inout JSONWriter) -> Void
    ) {
        guard points > 0 else { return }
        lines.add(from: instance, instrument.scope, rows: points) { json in
            json.beginObject()
            json.member("name", instrument.name)
            json.member("description", instrument.description)
            json.member("unit", instrument.unit)
            json.key(instrument.data.member)
            json.beginObject()
            json.key("dataPoints")
            json.beginArray()
            writePoints(&self, &json)
            json.endArray()
            instrument.data.writeKind(to: &json)
            json.endObject()
            json.endObject()
        }
    }

    func writeTimes(since start: UInt64, to json: inout JSONWriter) {
        json.member("startTimeUnixNano", fixed64: start)
        json.member("timeUnixNano", fixed64: interval.upperBound)
    }

    /// Writes the one point of a gauge.
    func writeGauge(
        to json: inout JSONWriter,
        _ writeValue: (inout JSONWriter) -> Void
    ) {
        json.beginObject()
        json.member("timeUnixNano", fixed64: interval.upperBound)
        writeValue(&json)
        json.endObject()
    }

    /// Writes the members from the count to the bounds.
    func write(_ histogram: ExplicitDurationHistogram, to json: inout JSONWriter) {
        json.member("count", fixed64: histogram.summary.count)
        json.member("sum", seconds: histogram.summary.sum)
        writeBucketCounts(histogram.bucketCounts[...], to: &json)
        json.key("explicitBounds")
        json.beginArray()
        for bound in histogram.bounds { json.decimal(bound, fractionDigits: 3) }
        json.endArray()
    }

    /// Writes the members after the times, and ends the point.
    func write(_ histogram: ExponentialDurationHistogram, to json: inout JSONWriter) {
        json.member("count", fixed64: histogram.summary.count)
        json.member("sum", seconds: histogram.summary.sum)
        json.member("scale", integer: ExponentialDurationHistogram.scale)
        let (offset, counts) = histogram.occupiedBuckets
        json.key("positive")
        json.beginObject()
        json.member("offset", integer: offset)
        writeBucketCounts(counts, to: &json)
        json.endObject()
        json.key("negative")
        json.beginObject()
        json.endObject()
        writeExtremes(of: histogram.summary, to: &json)
        json.endObject()
    }

    func writeExtremes(of summary: DurationSummary, to json: inout JSONWriter) {
        json.member("min", seconds: summary.min)
        json.member("max", seconds: summary.max)
    }

    private func writeBucketCounts(
        _ counts: ArraySlice<UInt64>,
        to json: inout JSONWriter
    ) {
        json.key("bucketCounts")
        json.beginArray()
        for count in counts { json.quotedInteger(count) }
        json.endArray()
    }
}
