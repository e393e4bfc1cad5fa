import DossierBlocks
package import DossierColumns
import DossierPrimitives
import DossierStore

/// A measurement behind a data point.
package struct PointExemplar: Sendable {
    package let series: UInt32
    /// Nanoseconds since the Unix epoch.
    package let time: UInt64
    package let value: Double
    /// Nil if it was not taken in a trace.
    package let trace: TraceID?
    /// 0 if it was not taken in a span.
    package let span: UInt64
    /// In their order.
    package let attributes: [(key: [UInt8], type: ValueType, word: UInt64)]
    /// The strings that the attributes refer to.
    package let strings: StringTable
    /// The bounds of the point's buckets as little-endian doubles; nothing if it has none.
    package let bounds: [UInt8]
}

extension MetricView {
    /// The exemplars of series whose times are within a range, by time.
    ///
    /// Exemplars without a known time, or without a value, are left out.
    package func exemplars(
        of ids: Set<UInt32>,
        in range: ClosedRange<UInt64>
    ) throws -> [PointExemplar] {
        guard !ids.isEmpty else { return [] }
        var found: [PointExemplar] = []
        for block in try reader.blocks(of: .exemplar)
        where block.timeRange?.overlaps(range) ?? false {
            found += try exemplars(of: try reader.read(block), ids, in: range)
        }
        return found.sorted { $0.time < $1.time }
    }

    private func exemplars(
        of set: RowSet,
        _ ids: Set<UInt32>,
        in range: ClosedRange<UInt64>
    ) throws -> [PointExemplar] {
        let columns = set.rows.columns
        let points = columns[ExemplarColumn.point]
        let times = columns[ExemplarColumn.time]
        let ordinals = columns[ExemplarColumn.ordinal]
        let order = points.indices
            .filter { times[$0] != 0 && range.contains(times[$0]) }
            .sorted { (points[$0], ordinals[$0]) < (points[$1], ordinals[$1]) }
        var found: [PointExemplar] = []
        var fields = RowFields()
        var next = order.startIndex
        while next < order.endIndex {
            // The exemplars whose data points are in one block.
            guard let block = pointBlock(ofRow: points[order[next]]) else {
                next += 1
                continue
            }
            let end = (next..<order.endIndex).partitioningIndex {
                points[order[$0]] >= block.info.rowRange.upperBound
            }
            let owners = try owners(of: order[next..<end].map { points[$0] }, in: block)
            for (row, owner) in zip(order[next..<end], owners) where ids.contains(owner.series) {
                fields.load(row, of: set.rows)
                guard let value = Self.value(of: fields) else { continue }
                let trace = Int(truncatingIfNeeded: columns[ExemplarColumn.trace][row])
                found.append(
                    PointExemplar(
                        series: owner.series,
                        time: times[row],
                        value: value,
                        trace: set.traces.ids.indices.contains(trace) ? set.traces.ids[trace] : nil,
                        span: columns[ExemplarColumn.spanID][row],
                        attributes: fields.attributes.map { slot, word in
                            (Array(set.rows.shapes.keys[slot.key]), slot.type, word)
                        },
                        strings: set.strings,
                        bounds: owner.bounds
                    )
                )
            }
            next = end
        }
        return found
    }

    private static func value(of fields: RowFields) -> Double? {
        if let bits = fields[.doubleValue] { return Double(bitPattern: bits) }
        return fields[.intValue].map { Double(Int64(bitPattern: $0)) }
    }

    private func pointBlock(ofRow row: UInt64) -> PointBlock? {
        let index = pointBlocks.indices.partitioningIndex {
            pointBlocks[$0].info.rowRange.upperBound > row
        }
        guard index < pointBlocks.count, pointBlocks[index].info.rowRange.contains(row) else {
            return nil
        }
        return pointBlocks[index]
    }

    /// The series of points of a block, and the bounds of their buckets; `rows` are in the file.
    private func owners(
        of rows: [UInt64],
        in block: PointBlock
    ) throws -> [(series: UInt32, bounds: [UInt8])] {
        try PointBlock.load([block], reader)
        let columns = try PointColumns.load(
            [.explicitBounds],
            startTimes: false,
            of: [block],
            in: self
        )[0]
        let series = try reader.columns([.field(.series)], of: .dataPoint, in: block.info)
        guard let ids = series[0]?.words, ids.count == block.info.rowCount else {
            throw reader.unknownShape(of: .dataPoint, in: block.info)
        }
        return rows.map { row in
            let place = Int(row - block.info.firstRow)
            var bounds: [UInt8] = []
            if let values = columns.values(of: .explicitBounds, place..<(place + 1)) {
                bounds = Array(values.bytes(0, of: values.strings))
            }
            return (UInt32(truncatingIfNeeded: ids[place]), bounds)
        }
    }
}
