internal import DossierColumns

/// Reads the elements of OTLP (spans, log records, metrics, resources, scopes) from bytes in memory
/// straight into the columns of a batch.
///
/// Each function reads one value: of JSON the one at the scanner, which is left after it, of protobuf
/// a message. A function that throws leaves incomplete rows: the caller removes them with
/// `truncate(to:)`.
struct ElementReader: ~Copyable {
    /// Values nested deeper than this are kept as JSON text.
    static let depthLimit = 64

    var scanner: Scanner
    var batch: BatchBuilder
    var composite = CompositeWriter()
    /// The attributes of the row being built that exceed the limits on keys and shapes.
    var overflow = CompositeWriter()
    var overflowCount = 0
    /// For each data point of the current resource: what identifies its series, except the
    /// resource.
    var origins: [PointOrigin] = []
    /// Metrics of the current resource that have no data points.
    var emptyMetrics: [(scope: UInt32, metric: UInt32)] = []
    /// The attribute sets of the batch by their text.
    var attributeMemo = TextMemo<UInt32>()
    var emptyAttributeSet: UInt32?
    /// The metrics of the batch by the members of their headers.
    var metricMemo = TextMemo<UInt32>()
    var metricHeadMemo = TextMemo<MetricHead>()
    var metricTails = StringTableBuilder.small
    /// The metrics of the batch by their headers in protobuf form.
    var wireMetricMemo = TextMemo<UInt32>()
    /// The bounds of histograms, as strings of the batch, by their text.
    var boundsMemo = TextMemo<UInt64>()
    var sharedMemos = SharedMemos()
    /// The schema URL that was read last.
    var lastSchemaURL: [UInt8] = []
    var scratch: [UInt8] = []
    var anomalies = AnomalyLog()
    /// The names of enumerations in the row being built that OTLP does not define.
    var unknownNames: [UnknownName] = []
    /// What a member that `AnyValue` does not have is counted as.
    var valueKind = InputAnomaly.Kind.attributeValueMember
    /// How many objects around a value hold nothing but it.
    var valueWrapperDepth = 0
    /// The kind of the metric whose points are read.
    var pointKind = MetricKind.none
    /// The lists of the point that is read, if it is in protobuf form.
    var pointLists = WirePointLists()
    /// The data points of the current metric that are invalid, or what is rejected of the entry in
    /// protobuf form that is read.
    var malformed = MalformedParts()

    init(scanner: Scanner, textArenas: StringArenaPool) {
        batch = BatchBuilder(textArenas: textArenas)
        self.scanner = scanner
    }

    /// Returns the batch and starts an empty one.
    mutating func takeBatch() -> Batch {
        let taken = batch.take()
        attributeMemo = TextMemo()
        metricMemo = TextMemo()
        wireMetricMemo = TextMemo()
        metricHeadMemo = TextMemo()
        metricTails = .small
        boundsMemo = TextMemo()
        sharedMemos.beginBatch()
        emptyAttributeSet = nil
        return taken
    }

    /// The number of a string of the input in the batch's string table.
    @inline(__always)
    mutating func intern(_ text: JSONText) throws(ReadFailure) -> UInt64 {
        UInt64(batch.strings.intern(try scanner.bytes(text)))
    }

    /// Skips a member that an element does not have, unless it begins a request.
    mutating func skip(_ member: JSONKey) throws(ReadFailure) {
        if member.isRequest {
            throw .nestedRequest(at: scanner.position)
        }
        try scanner.skipValue()
    }

    /// A string as a number in the batch's string table; nil for `null` and for the empty string.
    @inline(__always)
    mutating func optionalText() throws(ReadFailure) -> UInt64? {
        guard let text = try scanner.textOrNumber(), text.count > 0 else { return nil }
        return try intern(text)
    }
}

/// How many rows each table of a batch had at some point.
struct RowCounts {
    var spans: Int
    var spanEvents: Int
    var spanLinks: Int
    var logRecords: Int
    var dataPoints: Int
    var exemplars: Int
    var anomalies: Int
}

extension ElementReader {
    var rowCounts: RowCounts {
        mutating get {
            RowCounts(
                spans: batch.spans.rowCount,
                spanEvents: batch.spanEvents.rowCount,
                spanLinks: batch.spanLinks.rowCount,
                logRecords: batch.logRecords.rowCount,
                dataPoints: batch.dataPoints.rowCount,
                exemplars: batch.exemplars.rowCount,
                anomalies: anomalies.save()
            )
        }
    }

    /// Removes all rows added since `counts` was taken.
    mutating func truncate(to counts: RowCounts) {
        batch.spans.truncate(to: counts.spans)
        batch.spanEvents.truncate(to: counts.spanEvents)
        batch.spanLinks.truncate(to: counts.spanLinks)
        batch.logRecords.truncate(to: counts.logRecords)
        while let last = origins.last, last.row >= counts.dataPoints { origins.removeLast() }
        batch.dataPoints.truncate(to: counts.dataPoints)
        batch.exemplars.truncate(to: counts.exemplars)
        anomalies.truncate(to: counts.anomalies)
        anomalies.isMuted = false
        unknownNames.removeAll()
        valueKind = .attributeValueMember
        valueWrapperDepth = 0
        overflow.removeAll()
        overflowCount = 0
    }
}
