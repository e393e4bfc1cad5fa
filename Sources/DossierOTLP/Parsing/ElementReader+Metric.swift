internal import DossierColumns

/// What identifies a data point's series, as far as it is known before its resource.
struct PointOrigin {
    let row: Int
    var scope: UInt32
    var metric: UInt32
    var attributes: UInt32
}

/// The kinds of metric data, numbered as the store keeps them.
enum MetricKind: Int64, Sendable {
    case none = 0
    case gauge = 1
    case sum = 2
    case histogram = 3
    case exponentialHistogram = 4
    case summary = 5
}

/// What the data points of a metric share; texts are positions in the window.
struct MetricTraits: Sendable {
    fileprivate(set) var name: JSONText?
    fileprivate(set) var description: JSONText?
    fileprivate(set) var unit: JSONText?
    fileprivate(set) var metadata: Int?
    fileprivate(set) var kind = MetricKind.none
    fileprivate(set) var temporality: UInt64 = 0
    fileprivate(set) var isMonotonic = false
    /// A name of its aggregation temporality that OTLP does not define.
    fileprivate(set) var temporalityName: JSONText?
    /// Whether the kind of its data is a member of `data`, which serde writes.
    fileprivate(set) var isWrapped = false

    /// Whether metrics of the same text are the same metric, and have been read without a remark.
    fileprivate var isMemorable: Bool { metadata == nil && temporalityName == nil }

    /// The traits after the window's content was moved by a number of bytes.
    fileprivate func moved(by distance: Int) -> MetricTraits {
        var moved = self
        moved.name = name?.moved(by: distance)
        moved.description = description?.moved(by: distance)
        moved.unit = unit?.moved(by: distance)
        return moved
    }
}

/// The beginning of a metric, up to the bracket of its data points.
struct MetricHead {
    /// What is known of the metric there; positions count from its beginning.
    fileprivate let header: MetricTraits
    /// What followed the data points the last time, up to the metric's end, in `metricTails`.
    fileprivate let tail: UInt32
    /// The metric that it was the last time.
    fileprivate let metric: UInt32
}

extension ElementReader {
    /// The extent of the data points of the current metric.
    private struct PointsExtent {
        /// Where the objects begin that should hold the points, if they were met.
        var wrapper: Int?
        var data: Int?
        /// After their opening bracket, with what is known of the metric there.
        var start: (position: Int, header: MetricTraits)?
        /// After their closing bracket.
        var end = 0
        /// How many lists of them there were.
        var listCount = 0
    }

    /// Reads one metric with its data points.
    ///
    /// Their series are resolved by `resolveSeries`. Invalid data points are left out and noted in
    /// `malformed`.
    mutating func metric() throws(ReadFailure) {
        let firstPoint = batch.dataPoints.rowCount
        malformed.removeAll()
        _ = try scanner.peek()
        let metric: UInt32
        if let known = try knownMetric() { metric = known } else { metric = try newMetric() }
        var index = origins.count
        while index > 0, origins[index - 1].row >= firstPoint {
            index -= 1
            origins[index].metric = metric
        }
        if batch.dataPoints.rowCount == firstPoint, malformed.valueCount == 0 {
            emptyMetrics.append((scope: 0, metric: metric))
        }
    }

    /// Reads a metric that begins like the one that followed the previous metric the last time.
    private mutating func knownMetric() throws(ReadFailure) -> UInt32? {
        let start = scanner.position
        guard
            let known = metricHeadMemo.expected(
                at: scanner.base + start,
                limit: scanner.limit - start
            )
        else { return nil }
        scanner.position += known.byteCount
        let head = known.value
        pointKind = head.header.kind
        try dataPointsAfterBracket()
        let tail = metricTails.bytes(of: head.tail)
        let rest = UnsafeRawBufferPointer(
            start: scanner.base + scanner.position,
            count: tail.count
        )
        if scanner.position + tail.count <= scanner.limit, equalBytes(tail, rest) {
            scanner.position += tail.count
            return head.metric
        }
        let end = scanner.position
        var header = head.header.moved(by: start)
        var extent = PointsExtent()
        var isFirst = false
        try dataMembers(&header, &extent, isFirst: false)
        if header.isWrapped { try wrapperMembers(&header, &extent, isFirst: false) }
        try metricMembers(&header, &extent, &isFirst)
        let metric = try intern(header)
        if header.isMemorable, extent.listCount == 0 {
            remember(head.header, known.text, tailFrom: end, metric)
        }
        return metric
    }

    private mutating func newMetric() throws(ReadFailure) -> UInt32 {
        let start = scanner.position
        var header = MetricTraits()
        var extent = PointsExtent()
        var isFirst = true
        try scanner.beginObject()
        try metricMembers(&header, &extent, &isFirst)
        if extent.listCount == 0 { try noteMissingPoints(of: start, header, extent) }
        let metric = try intern(header)
        if header.isMemorable, extent.listCount == 1, let points = extent.start {
            let head = UnsafeRawBufferPointer(
                start: scanner.base + start,
                count: points.position - start
            )
            let text = metricHeadMemo.find(head).text
            remember(points.header.moved(by: -start), text, tailFrom: extent.end, metric)
        }
        return metric
    }

    /// Remembers a metric by the text of its head; the metric ends at the position.
    private mutating func remember(
        _ header: MetricTraits,
        _ text: UInt32,
        tailFrom start: Int,
        _ metric: UInt32
    ) {
        let tail = UnsafeRawBufferPointer(
            start: scanner.base + start,
            count: scanner.position - start
        )
        metricHeadMemo.remember(
            MetricHead(header: header, tail: metricTails.intern(tail), metric: metric),
            for: text
        )
    }

    private mutating func metricMembers(
        _ header: inout MetricTraits,
        _ extent: inout PointsExtent,
        _ isFirst: inout Bool
    ) throws(ReadFailure) {
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .name: header.name = try scanner.textOrNumber()
            case .description: header.description = try scanner.textOrNumber()
            case .unit: header.unit = try scanner.textOrNumber()
            case .metadata:
                _ = try scanner.peek()
                header.metadata = scanner.position
                try scanner.skipValue()
            case .data: try wrappedData(&header, &extent)
            default:
                if let kind = MetricKind(member) {
                    try data(kind, &header, &extent)
                } else {
                    try skip(member)
                }
            }
        }
    }

    /// Reads `{"gauge": …}` or the like.
    private mutating func wrappedData(
        _ header: inout MetricTraits,
        _ extent: inout PointsExtent
    ) throws(ReadFailure) {
        guard try scanner.peek() == UInt8(ascii: "{") else { return try scanner.skipValue() }
        extent.wrapper = scanner.position
        try scanner.beginObject()
        header.isWrapped = true
        try wrapperMembers(&header, &extent, isFirst: true)
        header.isWrapped = false
    }

    private mutating func wrapperMembers(
        _ header: inout MetricTraits,
        _ extent: inout PointsExtent,
        isFirst: Bool
    ) throws(ReadFailure) {
        var isFirst = isFirst
        while let member = try scanner.nextMember(&isFirst) {
            if let kind = MetricKind(scanner.meantKey(member)) {
                try data(kind, &header, &extent)
            } else {
                try scanner.skipValue()
            }
        }
    }

    /// Notes the members of a metric without points that may have been meant as its data.
    @inline(never)
    private mutating func noteMissingPoints(
        of start: Int,
        _ header: MetricTraits,
        _ extent: PointsExtent
    ) throws(ReadFailure) {
        if header.kind != .none, let data = extent.data {
            try noteMembers(of: data, .metricMember) { $0 != .unknown }
            return
        }
        try noteMembers(
            of: start,
            .metricMember,
            mayBeNull: { MetricKind($0) == nil },
            isKnown: { $0 == .data && extent.wrapper != nil || $0 != .data && $0 != .unknown }
        )
        if let wrapper = extent.wrapper {
            try noteMembers(
                of: wrapper,
                .metricMember,
                mayBeNull: { MetricKind($0) == nil },
                isKnown: { MetricKind($0) != nil }
            )
        }
    }

    private mutating func data(
        _ kind: MetricKind,
        _ header: inout MetricTraits,
        _ extent: inout PointsExtent
    ) throws(ReadFailure) {
        if try scanner.null() { return }
        guard header.kind == .none else {
            throw .invalid("metric with more than one kind of data", at: scanner.position)
        }
        header.kind = kind
        pointKind = kind
        _ = try scanner.peek()
        extent.data = scanner.position
        try scanner.beginObject()
        try dataMembers(&header, &extent, isFirst: true)
    }

    private mutating func dataMembers(
        _ header: inout MetricTraits,
        _ extent: inout PointsExtent,
        isFirst: Bool
    ) throws(ReadFailure) {
        var isFirst = isFirst
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .dataPoints:
                guard try scanner.beginArray() else { continue }
                let start = scanner.position
                try dataPointsAfterBracket()
                extent.start = (start, header)
                extent.end = scanner.position
                extent.listCount += 1
            case .aggregationTemporality:
                header.temporality = try enumeration(.temporality)
                header.temporalityName = unknownNames.popLast()?.text
            case .isMonotonic: header.isMonotonic = try scanner.bool() ?? false
            default: try scanner.skipValue()
            }
        }
    }

    private mutating func dataPointsAfterBracket() throws(ReadFailure) {
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
                malformed.add(start..<scanner.position, error)
            }
        }
    }

    /// The number of a metric in the batch, by the text of its header if that was seen before.
    private mutating func intern(_ header: MetricTraits) throws(ReadFailure) -> UInt32 {
        guard header.isMemorable else { return try compose(header) }
        scratch.removeAll(keepingCapacity: true)
        appendScratch(header.name)
        appendScratch(header.description)
        appendScratch(header.unit)
        scratch.append(UInt8(truncatingIfNeeded: header.kind.rawValue))
        scratch.append(header.isMonotonic ? 1 : 0)
        withUnsafeBytes(of: header.temporality) { scratch.append(contentsOf: $0) }
        let memo = scratch.withUnsafeBytes { metricMemo.find($0) }
        if let metric = memo.value { return metric }
        let metric = try compose(header)
        metricMemo.remember(metric, for: memo.text)
        return metric
    }

    /// Appends a text as it is written, with a terminator that it can't contain.
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

    private mutating func compose(_ header: MetricTraits) throws(ReadFailure) -> UInt32 {
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
        if !header.isMemorable {
            composite.key("metadata")
            try composeMetadata(header)
            count += 1
        }
        composite.end(count: count)
        return batch.content.shared.metrics.intern(composite.bytes)
    }

    private mutating func composeMetadata(_ header: MetricTraits) throws(ReadFailure) {
        composite.beginList()
        var count = 0
        if let metadata = header.metadata {
            let end = scanner.position
            scanner.position = metadata
            count += try compositeMembersInList(depth: 0)
            scanner.position = end
        }
        if let name = header.temporalityName {
            composite.key(Enumeration.temporality.attributeKey)
            composite.string(try scanner.bytes(name))
            count += 1
        }
        composite.end(count: count)
    }
}

extension MetricKind {
    /// The kind of data that a member of a metric holds; nil for its other members.
    init?(_ member: JSONKey) {
        switch member {
        case .gauge, .intGauge, .doubleGauge: self = .gauge
        case .sum, .intSum, .doubleSum: self = .sum
        case .histogram, .intHistogram, .doubleHistogram: self = .histogram
        case .exponentialHistogram: self = .exponentialHistogram
        case .summary, .doubleSummary: self = .summary
        default: return nil
        }
    }
}
