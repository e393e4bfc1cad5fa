internal import DossierColumns

/// What makes a data point's series, as far as it is known before its resource.
struct PointOrigin {
    let row: Int
    var scope: UInt32
    var metric: UInt32
    var attributes: UInt32
}

/// The kinds of metric data, numbered as the store keeps them.
enum MetricKind: Int64 {
    case none = 0
    case gauge = 1
    case sum = 2
    case histogram = 3
    case exponentialHistogram = 4
    case summary = 5
}

extension ElementReader {
    /// The parts of a metric that its data points share; texts are positions in the buffer.
    private struct MetricHeader {
        var name: JSONText?
        var description: JSONText?
        var unit: JSONText?
        var metadata: Int?
        var kind = MetricKind.none
        var temporality: UInt64 = 0
        var isMonotonic = false
    }

    /// Reads one metric with its data points.
    ///
    /// Their series are resolved with `resolveSeries`.
    ///
    /// A data point that is not what it should be is left out and noted in `refusals`.
    mutating func metric() throws(ReadFailure) {
        let firstPoint = batch.dataPoints.rowCount
        var header = MetricHeader()
        refusals.removeAll(keepingCapacity: true)
        try scanner.beginObject()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .name: header.name = try scanner.textOrNumber()
            case .description: header.description = try scanner.textOrNumber()
            case .unit: header.unit = try scanner.textOrNumber()
            case .metadata:
                _ = try scanner.peek()
                header.metadata = scanner.position
                try scanner.skipValue()
            case .gauge, .intGauge, .doubleGauge: try data(.gauge, &header)
            case .sum, .intSum, .doubleSum: try data(.sum, &header)
            case .histogram, .intHistogram, .doubleHistogram: try data(.histogram, &header)
            case .exponentialHistogram: try data(.exponentialHistogram, &header)
            case .summary, .doubleSummary: try data(.summary, &header)
            default: try skip(member)
            }
        }
        let metric = try intern(header)
        var index = origins.count
        while index > 0, origins[index - 1].row >= firstPoint {
            index -= 1
            origins[index].metric = metric
        }
        if batch.dataPoints.rowCount == firstPoint, refusals.isEmpty {
            emptyMetrics.append((scope: 0, metric: metric))
        }
    }

    private mutating func data(
        _ kind: MetricKind,
        _ header: inout MetricHeader
    ) throws(ReadFailure) {
        if try scanner.null() { return }
        guard header.kind == .none else {
            throw .invalid("a metric has two kinds of data at once", at: scanner.position)
        }
        header.kind = kind
        try scanner.beginObject()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .dataPoints: try dataPoints()
            case .aggregationTemporality:
                header.temporality = try scanner.enumeration(.temporality)
            case .isMonotonic: header.isMonotonic = try scanner.bool() ?? false
            default: try scanner.skipValue()
            }
        }
    }

    private mutating func dataPoints() throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            let start = scanner.position
            let rows = rowCounts
            do {
                try dataPoint()
            } catch {
                guard error.kind == .invalid else { throw error }
                truncate(to: rows)
                scanner.position = start
                try scanner.skipValue()
                refusals.append(Refusal(range: start..<scanner.position, failure: error))
            }
        }
    }

    /// The number of a metric in the batch, by the text of its header if that was seen before.
    private mutating func intern(_ header: MetricHeader) throws(ReadFailure) -> UInt32 {
        guard header.metadata == nil else { return try compose(header) }
        scratch.removeAll(keepingCapacity: true)
        appendScratch(header.name)
        appendScratch(header.description)
        appendScratch(header.unit)
        scratch.append(UInt8(truncatingIfNeeded: header.kind.rawValue))
        scratch.append(header.isMonotonic ? 1 : 0)
        withUnsafeBytes(of: header.temporality) { scratch.append(contentsOf: $0) }
        let memo = scratch.withUnsafeBytes { metricMemo.find($0) }
        if let metric = memo.set { return metric }
        let metric = try compose(header)
        metricMemo.remember(metric, for: memo.text)
        return metric
    }

    /// A text as it is written, with an end that it can't contain.
    private mutating func appendScratch(_ text: JSONText?) {
        if let text {
            scratch.append(
                contentsOf: UnsafeBufferPointer(
                    start: scanner.base + text.start,
                    count: text.count
                )
            )
            scratch.append(text.hasEscapes ? 1 : 0)
        }
        scratch.append(UInt8(ascii: "\""))
    }

    private mutating func compose(_ header: MetricHeader) throws(ReadFailure) -> UInt32 {
        composite.removeAll()
        composite.beginList()
        var count = 0
        for (key, text) in [
            ("name" as StaticString, header.name), ("description", header.description),
            ("unit", header.unit),
        ] {
            guard let text, text.count > 0 else { continue }
            composite.key(key)
            composite.string(try scanner.bytes(text))
            count += 1
        }
        for (key, number) in [
            ("kind" as StaticString, header.kind.rawValue),
            ("aggregationTemporality", Int64(truncatingIfNeeded: header.temporality)),
            ("isMonotonic", header.isMonotonic ? 1 : 0),
        ] where number != 0 {
            composite.key(key)
            composite.int(number)
            count += 1
        }
        if let metadata = header.metadata {
            let end = scanner.position
            scanner.position = metadata
            composite.key("metadata")
            try compositeMembers(depth: 0)
            scanner.position = end
            count += 1
        }
        composite.end(count: count)
        return batch.shared.metrics.intern(composite.bytes)
    }
}
