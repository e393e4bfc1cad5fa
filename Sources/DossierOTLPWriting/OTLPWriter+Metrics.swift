package import DossierColumns
import DossierPrimitives

/// Exemplars by the data point they belong to.
package struct ExemplarRows: Sendable {
    /// A row in one of `sets`.
    package struct Reference: Sendable {
        package let set: Int
        package let row: Int
    }

    package let sets: [RowSet]
    /// By data point, then by ordinal.
    private let references: [Reference]
    /// The data point of each.
    private let points: [UInt64]

    /// O(exemplars × log exemplars).
    package init(_ sets: [RowSet]) {
        self.sets = sets
        var keyed: [(point: UInt64, ordinal: UInt64, reference: Reference)] = []
        for (number, set) in sets.enumerated() {
            let points = set.rows.columns[ExemplarColumn.point]
            let ordinals = set.rows.columns[ExemplarColumn.ordinal]
            for row in 0..<set.rows.rowCount {
                keyed.append((points[row], ordinals[row], Reference(set: number, row: row)))
            }
        }
        keyed.sort { ($0.point, $0.ordinal) < ($1.point, $1.ordinal) }
        references = keyed.map(\.reference)
        points = keyed.map(\.point)
    }

    /// The exemplars of a data point, in order.
    ///
    /// O(log exemplars).
    package func references(of point: UInt64) -> ArraySlice<Reference> {
        let start = firstIndex(in: points, notBelow: point)
        let end = (start..<points.count).partitioningIndex { points[$0] > point }
        return references[start..<end]
    }
}

extension OTLPWriter {
    /// Writes a range of data points as one line of OTLP-JSON.
    ///
    /// - Parameters:
    ///   - range: Rows of `set`.
    ///   - set: Data points, in order of their series.
    ///   - series: The rows of table `series` that the points refer to.
    ///   - seriesRow: The row in `series` of a series id.
    ///   - firstPoint: The number of the first row of `set`, by which exemplars refer to points.
    ///   - exemplars: Those of the points, and perhaps others.
    package mutating func writeMetricsLine(
        _ range: Range<Int>,
        of set: RowSet,
        series: RowSet,
        seriesRow: (UInt64) -> Int?,
        firstPoint: UInt64,
        exemplars: ExemplarRows
    ) {
        var runs: [(row: Int, points: Range<Int>)] = []
        let ids = set.rows.columns[DataPointColumn.series]
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, ids[end] == ids[start] { end += 1 }
            if let row = seriesRow(ids[start]) { runs.append((row, start..<end)) }
            start = end
        }
        writeMetrics(runs, series: series) { writer, point in
            writer.writeDataPointMembers(point, of: set)
            writer.writeExemplars(of: firstPoint + UInt64(point), exemplars)
        }
    }

    /// Writes metrics without data points as one line of OTLP-JSON.
    package mutating func writeEmptyMetricsLine(_ rows: [Int], series: RowSet) {
        writeMetrics(rows.map { ($0, 0..<0) }, series: series) { _, _ in }
    }

    private mutating func writeMetrics(
        _ runs: [(row: Int, points: Range<Int>)],
        series: RowSet,
        _ point: (inout Self, Int) -> Void
    ) {
        let columns = series.rows.columns
        let groups = Grouping(
            0..<runs.count,
            first: runs.map { columns[SeriesColumn.resource][$0.row] },
            second: runs.map { columns[SeriesColumn.scope][$0.row] }
        )
        buffer.beginObject()
        buffer.key("resourceMetrics")
        buffer.beginArray()
        for (resource, scopes) in groups.entries {
            beginEntry(resource, "scopeMetrics")
            for (scope, members) in scopes {
                beginScope(scope, "metrics")
                let byMetric = Grouping(
                    0..<members.count,
                    first: members.map { columns[SeriesColumn.metric][runs[$0].row] },
                    second: [UInt64](repeating: 0, count: members.count)
                )
                for (metric, group) in byMetric.entries {
                    let rows = group.flatMap(\.rows).map { runs[members[$0]] }
                    writeMetric(metric, rows, series: series, point)
                }
                endScope(scope)
            }
            endEntry(resource)
        }
        buffer.endArray()
        buffer.endObject()
        buffer.newline()
    }

    private mutating func writeMetric(
        _ word: UInt64,
        _ runs: [(row: Int, points: Range<Int>)],
        series: RowSet,
        _ point: (inout Self, Int) -> Void
    ) {
        guard word < shared.metrics.count else { return }
        let header = MetricHeader(shared.metrics[UInt32(truncatingIfNeeded: word)])
        buffer.beginObject()
        writeMetricHeader(header)
        if (1...5).contains(header.kind) {
            buffer.key(header.kindKey)
            buffer.beginObject()
            if runs.contains(where: { !$0.points.isEmpty }) {
                buffer.key("dataPoints")
                buffer.beginArray()
                for run in runs { writeRun(run, series: series, point) }
                buffer.endArray()
            }
            if header.temporality != 0, Int32(exactly: header.temporality) != nil {
                buffer.key("aggregationTemporality")
                buffer.integer(header.temporality)
            }
            if header.isMonotonic {
                buffer.key("isMonotonic")
                buffer.bool(true)
            }
            buffer.endObject()
        }
        buffer.endObject()
    }

    /// Writes the members of a metric that stand beside its data.
    package mutating func writeMetricHeader(_ header: MetricHeader) {
        if !header.nameBytes.isEmpty {
            buffer.key("name")
            buffer.string(header.nameBytes)
        }
        if !header.descriptionBytes.isEmpty {
            buffer.key("description")
            buffer.string(header.descriptionBytes)
        }
        if !header.unitBytes.isEmpty {
            buffer.key("unit")
            buffer.string(header.unitBytes)
        }
        if let metadata = header.metadata {
            buffer.key("metadata")
            buffer.members(metadata)
        }
    }

    private mutating func writeRun(
        _ run: (row: Int, points: Range<Int>),
        series: RowSet,
        _ point: (inout Self, Int) -> Void
    ) {
        var attributes = JSONWriter(escaping: .required)
        swap(&buffer, &attributes)
        buffer.beginObject()
        writeSeriesAttributes(run.row, of: series)
        buffer.endObject()
        swap(&buffer, &attributes)
        let members = attributes.bytes.dropFirst().dropLast()
        for row in run.points {
            buffer.beginObject()
            if !members.isEmpty { buffer.json(members) }
            point(&self, row)
            buffer.endObject()
        }
    }

    /// Writes the attributes of a series as the member `attributes`, if it has any.
    package mutating func writeSeriesAttributes(_ row: Int, of series: RowSet) {
        attributes("attributes", load(row, of: series.rows), series.rows, series)
    }

    /// Writes the members of a data point, but for its attributes and exemplars.
    package mutating func writeDataPointMembers(_ row: Int, of set: RowSet) {
        let columns = set.rows.columns
        let slots = load(row, of: set.rows)
        time("startTimeUnixNano", columns[DataPointColumn.startTime][row])
        time("timeUnixNano", columns[DataPointColumn.time][row])
        double("asDouble", slots[.doubleValue])
        quoted("asInt", slots[.intValue].map { Int64(bitPattern: $0) })
        quoted("count", slots[.count])
        double("sum", slots[.sum])
        words("bucketCounts", slots[.bucketCounts], set)
        doubles("explicitBounds", slots[.explicitBounds], set)
        signed("scale", slots[.scale])
        quoted("zeroCount", slots[.zeroCount])
        buckets("positive", slots[.positiveOffset], slots[.positiveCounts], set)
        buckets("negative", slots[.negativeOffset], slots[.negativeCounts], set)
        quantiles(slots[.quantiles], set)
        unsigned32("flags", slots[.flags])
        double("min", slots[.minimum])
        double("max", slots[.maximum])
        double("zeroThreshold", slots[.zeroThreshold])
    }

    private mutating func writeExemplars(of point: UInt64, _ exemplars: ExemplarRows) {
        let references = exemplars.references(of: point)
        if references.isEmpty { return }
        buffer.key("exemplars")
        buffer.beginArray()
        for reference in references {
            writeExemplar(reference.row, of: exemplars.sets[reference.set])
        }
        buffer.endArray()
    }

    /// Writes one exemplar as an OTLP object.
    package mutating func writeExemplar(_ row: Int, of set: RowSet) {
        let columns = set.rows.columns
        let slots = load(row, of: set.rows)
        buffer.beginObject()
        attributes("filteredAttributes", slots, set.rows, set)
        time("timeUnixNano", columns[ExemplarColumn.time][row])
        double("asDouble", slots[.doubleValue])
        quoted("asInt", slots[.intValue].map { Int64(bitPattern: $0) })
        spanID("spanId", columns[ExemplarColumn.spanID][row], slots[.spanIDText], set)
        traceID(columns[ExemplarColumn.trace][row], slots, set)
        buffer.endObject()
    }
}

extension OTLPWriter {
    private mutating func quoted(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        buffer.key(key)
        buffer.quotedInteger(value)
    }

    private mutating func signed(_ key: StaticString, _ word: UInt64?) {
        guard let word, Int32(exactly: Int64(bitPattern: word)) != nil else { return }
        buffer.key(key)
        buffer.integer(Int64(bitPattern: word))
    }

    private mutating func words(_ key: StaticString, _ word: UInt64?, _ set: RowSet) {
        guard let word else { return }
        buffer.key(key)
        buffer.beginArray()
        for value in littleEndianWords(set.strings[UInt32(truncatingIfNeeded: word)]) {
            buffer.quotedInteger(value)
        }
        buffer.endArray()
    }

    private mutating func doubles(_ key: StaticString, _ word: UInt64?, _ set: RowSet) {
        guard let word else { return }
        buffer.key(key)
        buffer.beginArray()
        for bits in littleEndianWords(set.strings[UInt32(truncatingIfNeeded: word)]) {
            buffer.double(bits: bits)
        }
        buffer.endArray()
    }

    private mutating func buckets(
        _ key: StaticString,
        _ offset: UInt64?,
        _ counts: UInt64?,
        _ set: RowSet
    ) {
        if offset == nil && counts == nil { return }
        buffer.key(key)
        buffer.beginObject()
        signed("offset", offset)
        words("bucketCounts", counts, set)
        buffer.endObject()
    }

    private mutating func quantiles(_ word: UInt64?, _ set: RowSet) {
        guard let word else { return }
        let values = littleEndianWords(set.strings[UInt32(truncatingIfNeeded: word)])
        buffer.key("quantileValues")
        buffer.beginArray()
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            buffer.beginObject()
            if values[index] != 0 { double("quantile", values[index]) }
            if values[index + 1] != 0 { double("value", values[index + 1]) }
            buffer.endObject()
        }
        buffer.endArray()
    }
}
