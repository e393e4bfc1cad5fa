internal import DossierColumns

/// Reads the elements of OTLP-JSON (spans, log records, metrics, resources, scopes) from bytes in
/// memory straight into the columns of a batch.
///
/// Each function reads one value and leaves the position behind it. A function that throws leaves
/// rows half built: the caller takes them back with `truncate(to:)`.
struct ElementReader: ~Copyable {
    /// `AnyValue`s nested deeper than this are kept as JSON text.
    static let depthLimit = 64

    var scanner: Scanner
    var batch: BatchBuilder
    var composite = CompositeWriter()
    /// The attributes of the row being built that went past the limits on keys and shapes.
    var overflow = CompositeWriter()
    var overflowCount = 0
    /// Data points of the current metric that were refused, as ranges of the buffer.
    var refusals: [Refusal] = []
    /// For each data point of the current resource: what makes its series, but for the resource.
    var origins: [PointOrigin] = []
    /// Metrics of the current resource that have no data points.
    var emptyMetrics: [(scope: UInt32, metric: UInt32)] = []
    /// Which attribute set of the batch a text stands for.
    var attributeMemo = TextMemo<UInt32>()
    var emptyAttributeSet: UInt32?
    /// Which metric of the batch a header stands for, by its members.
    var metricMemo = TextMemo<UInt32>()
    var metricHeadMemo = TextMemo<MetricHead>()
    var metricTails = StringTableBuilder.small
    /// Which string of the batch the bounds of a histogram are.
    var boundsMemo = TextMemo<UInt64>()
    var sharedMemos = SharedMemos()
    /// The schema URL that was read last.
    var lastSchemaURL: [UInt8] = []
    var scratch: [UInt8] = []

    init(scanner: Scanner, textArenas: StringArenaPool) {
        batch = BatchBuilder(textArenas: textArenas)
        self.scanner = scanner
    }

    /// Takes the batch and starts an empty one.
    mutating func takeBatch() -> Batch {
        let taken = batch.take()
        attributeMemo = TextMemo()
        metricMemo = TextMemo()
        metricHeadMemo = TextMemo()
        metricTails = .small
        boundsMemo = TextMemo()
        sharedMemos.beginBatch()
        emptyAttributeSet = nil
        return taken
    }

    struct Refusal {
        var range: Range<Int>
        var failure: ReadFailure
    }

    /// The number of a string of the input in the batch's string table.
    @inline(__always)
    mutating func intern(_ text: JSONText) throws(ReadFailure) -> UInt64 {
        UInt64(batch.strings.intern(try scanner.bytes(text)))
    }

    /// Passes over a member that an element does not have.
    ///
    /// A request among them means that the line before was cut short, and this is the next one.
    mutating func skip(_ member: Key) throws(ReadFailure) {
        if member.isRequest {
            throw .syntax("a request begins inside another one", at: scanner.position)
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
}

extension ElementReader {
    var rowCounts: RowCounts {
        RowCounts(
            spans: batch.spans.rowCount,
            spanEvents: batch.spanEvents.rowCount,
            spanLinks: batch.spanLinks.rowCount,
            logRecords: batch.logRecords.rowCount,
            dataPoints: batch.dataPoints.rowCount,
            exemplars: batch.exemplars.rowCount
        )
    }

    /// Takes back all rows since `counts` was taken.
    mutating func truncate(to counts: RowCounts) {
        batch.spans.truncate(to: counts.spans)
        batch.spanEvents.truncate(to: counts.spanEvents)
        batch.spanLinks.truncate(to: counts.spanLinks)
        batch.logRecords.truncate(to: counts.logRecords)
        while let last = origins.last, last.row >= counts.dataPoints { origins.removeLast() }
        batch.dataPoints.truncate(to: counts.dataPoints)
        batch.exemplars.truncate(to: counts.exemplars)
        overflow.removeAll()
        overflowCount = 0
    }
}
