/// Values shared by many rows, in the composite encoding and numbered.
///
/// In a batch read from input the numbers are local to the batch; in a store they are the ids.
package struct SharedValues: Sendable {
    /// Attributes, dropped count, entity references, and the schema URL of the resource's entry.
    package var resources = StringTable()
    /// Name, version, attributes, dropped count, and the schema URL of the scope's entry.
    package var scopes = StringTable()
    /// Name, description, unit, kind, temporality, monotonicity, metadata.
    package var metrics = StringTable()

    package init() {}

    package var byteCount: Int { resources.byteCount + scopes.byteCount + metrics.byteCount }
}

/// A part of an input that could not be read, kept as it is.
package struct RejectedValue: Sendable {
    package var input: Int
    /// Where it starts in the decoded input, in bytes.
    package var byteOffset: UInt64
    package var reason: String
    package var bytes: [UInt8]
    /// The input ended inside the value: more of it may come.
    package var isTail: Bool

    package init(
        input: Int,
        byteOffset: UInt64,
        reason: String,
        bytes: [UInt8],
        isTail: Bool
    ) {
        self.input = input
        self.byteOffset = byteOffset
        self.reason = reason
        self.bytes = bytes
        self.isTail = isTail
    }
}

/// How far an input has been read by the end of a batch.
package struct InputProgress: Sendable {
    package var input: Int
    /// The start of the first value that is not wholly in the store, in decoded bytes.
    package var byteOffset: UInt64
    /// How many elements of the value at `byteOffset` are in the store already.
    package var elementCount: UInt64
    /// The XXH3 hash of the decoded bytes before `byteOffset`.
    package var prefixHash: UInt64
    /// How many bytes the input had from `byteOffset` on when its end was reached.
    package var tailByteCount: UInt64
    package var isFinished: Bool

    package init(
        input: Int,
        byteOffset: UInt64,
        elementCount: UInt64,
        prefixHash: UInt64,
        tailByteCount: UInt64,
        isFinished: Bool
    ) {
        self.input = input
        self.byteOffset = byteOffset
        self.elementCount = elementCount
        self.prefixHash = prefixHash
        self.tailByteCount = tailByteCount
        self.isFinished = isFinished
    }
}

/// The content of a shared value that became known after rows had been stored with it: the input
/// had ended before its schema URL.
package struct SharedAmendment: Sendable {
    package enum Kind: Sendable {
        case resource, scope
    }

    package let kind: Kind
    /// The content that was stored.
    package let stored: [UInt8]
    package let content: [UInt8]

    package init(kind: Kind, stored: [UInt8], content: [UInt8]) {
        self.kind = kind
        self.stored = stored
        self.content = content
    }
}

/// What one commit takes: rows of all tables in the order in which they were read, the values they
/// share, what was rejected, and how far each input was read.
package struct Batch: Sendable {
    package var strings = StringTable()
    package var traces = TraceTable()
    package var shared = SharedValues()

    package var spans = TableBatch(.span)
    package var spanEvents = TableBatch(.spanEvent)
    package var spanLinks = TableBatch(.spanLink)
    package var logRecords = TableBatch(.logRecord)
    package var dataPoints = TableBatch(.dataPoint)
    package var exemplars = TableBatch(.exemplar)

    /// Key-value lists in the composite encoding.
    package var attributeSets = StringTable()
    /// What the words of the data points' `series` column stand for.
    package var seriesKeys: [SeriesKey] { seriesTable.keys }
    private var seriesTable = SeriesTable()
    /// Where the memory of `strings` goes when it is not needed any more.
    private var textArenas: StringArenaPool?

    package var rejected: [RejectedValue] = []
    package var amendments: [SharedAmendment] = []
    /// What is unusual in the inputs; each has progress in the same batch.
    package var anomalies: [InputAnomaly] = []
    package var progress: [InputProgress] = []

    package init() {}

    package init(textArenas: StringArenaPool?) {
        self.textArenas = textArenas
    }

    /// Drops the strings, when all rows are encoded.
    package mutating func dropStrings() {
        var dropped = StringTable()
        swap(&dropped, &strings)
        textArenas?.keep(dropped.takeBytes())
    }

    /// The number of a series in this batch, which is added if it is new.
    package mutating func series(_ key: SeriesKey) -> UInt32 { seriesTable.intern(key) }

    /// Removes the series from number `count` on.
    package mutating func truncateSeries(to count: Int) { seriesTable.truncate(to: count) }

    package var rowCount: Int {
        spans.rowCount + spanEvents.rowCount + spanLinks.rowCount + logRecords.rowCount
            + dataPoints.rowCount + exemplars.rowCount
    }

    package var isEmpty: Bool {
        rowCount == 0 && rejected.isEmpty && progress.isEmpty && seriesKeys.isEmpty
            && amendments.isEmpty
    }

    /// The rows of one table.
    ///
    /// `series` has none before a store has numbered them.
    package func rows(of table: Table) -> TableBatch? {
        switch table {
        case .span: spans
        case .spanEvent: spanEvents
        case .spanLink: spanLinks
        case .logRecord: logRecords
        case .series: nil
        case .dataPoint: dataPoints
        case .exemplar: exemplars
        }
    }
}
