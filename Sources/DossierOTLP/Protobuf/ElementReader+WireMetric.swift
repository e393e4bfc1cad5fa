internal import DossierColumns

/// What the data points of a metric in protobuf form share.
private struct WireMetricHeader {
    var name: WireReader?
    var description: WireReader?
    var unit: WireReader?
    /// The fields of the metric's message that are metadata.
    var metadata: [WireReader] = []
    var kind = MetricKind.none
    var temporality: UInt64 = 0
    var isMonotonic = false
}

/// `Metric` in protobuf form.
extension ElementReader {
    /// Reads one metric with its data points.
    ///
    /// Their series are resolved by `resolveSeries`. Invalid data points are left out and noted in
    /// `malformed`.
    mutating func metric(_ message: WireReader) throws(ReadFailure) {
        let firstPoint = batch.dataPoints.rowCount
        let malformedCount = malformed.valueCount
        var header = WireMetricHeader()
        var other: (field: WireField, position: Int)?
        var rest = message
        while let field = try rest.nextField() {
            switch field {
            case .bytes(1): header.name = try rest.content()
            case .bytes(2): header.description = try rest.content()
            case .bytes(3): header.unit = try rest.content()
            case .bytes(12): header.metadata.append(try rest.content())
            default:
                guard let kind = MetricKind(field) else {
                    other = other ?? (field, rest.position)
                    try rest.skip(field)
                    continue
                }
                guard header.kind == .none || header.kind == kind else {
                    throw .invalid("metric with more than one kind of data", at: rest.position)
                }
                header.kind = kind
                try data(try rest.content(), &header)
            }
        }
        let metric = try intern(header)
        var index = origins.count
        while index > 0, origins[index - 1].row >= firstPoint {
            index -= 1
            origins[index].metric = metric
        }
        guard batch.dataPoints.rowCount == firstPoint, malformed.valueCount == malformedCount
        else { return }
        emptyMetrics.append((scope: 0, metric: metric))
        if let other, header.kind == .none { note(.metricMember, other.field, at: other.position) }
    }

    private mutating func data(
        _ message: WireReader,
        _ header: inout WireMetricHeader
    ) throws(ReadFailure) {
        pointKind = header.kind
        var message = message
        while let field = try message.nextField() {
            switch (field, header.kind) {
            case (.bytes(1), _): point(try message.content())
            case (.varint(2), .sum), (.varint(2), .histogram), (.varint(2), .exponentialHistogram):
                header.temporality = try enumeration(&message, "aggregationTemporality")
            case (.varint(3), .sum): header.isMonotonic = try message.varint() != 0
            default: try message.skip(field)
            }
        }
    }

    private mutating func point(_ message: WireReader) {
        let rows = rowCounts
        do {
            try dataPoint(message)
        } catch {
            truncate(to: rows)
            reject(message, error)
        }
    }

    /// The number of a metric in the batch, by its header if that was seen before.
    private mutating func intern(_ header: WireMetricHeader) throws(ReadFailure) -> UInt32 {
        guard header.metadata.isEmpty else { return try compose(header) }
        scratch.removeAll(keepingCapacity: true)
        appendScratch(header.name)
        appendScratch(header.description)
        appendScratch(header.unit)
        scratch.append(UInt8(truncatingIfNeeded: header.kind.rawValue))
        scratch.append(header.isMonotonic ? 1 : 0)
        withUnsafeBytes(of: header.temporality) { scratch.append(contentsOf: $0) }
        let memo = scratch.withUnsafeBytes { wireMetricMemo.find($0) }
        if let metric = memo.value { return metric }
        let metric = try compose(header)
        wireMetricMemo.remember(metric, for: memo.text)
        return metric
    }

    /// Appends a text behind its length.
    private mutating func appendScratch(_ text: WireReader?) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: text?.count ?? 0)) {
            scratch.append(contentsOf: $0)
        }
        if let text { scratch.append(contentsOf: text.bytes) }
    }

    private mutating func compose(_ header: WireMetricHeader) throws(ReadFailure) -> UInt32 {
        composite.removeAll()
        composite.beginList()
        var count = 0
        for (key, text) in [
            ("name" as StaticString, header.name), ("description", header.description),
            ("unit", header.unit),
        ] {
            guard let text, text.count > 0 else { continue }
            composite.key(key)
            composite.string(text.bytes)
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
        if !header.metadata.isEmpty {
            composite.key("metadata")
            composite.beginList()
            for member in header.metadata { try compositeMember(member, depth: 0) }
            composite.end(count: header.metadata.count)
            count += 1
        }
        composite.end(count: count)
        return batch.content.shared.metrics.intern(composite.bytes)
    }
}

extension MetricKind {
    /// The kind of data that a field of a metric holds; nil for its other fields.
    fileprivate init?(_ field: WireField) {
        switch field {
        case .bytes(5): self = .gauge
        case .bytes(7): self = .sum
        case .bytes(9): self = .histogram
        case .bytes(10): self = .exponentialHistogram
        case .bytes(11): self = .summary
        default: return nil
        }
    }
}
