internal import DossierColumns

/// A `Batch` while input is read.
struct BatchBuilder: ~Copyable {
    private let textArenas: StringArenaPool?
    var strings: StringTableBuilder
    var traces = TraceTable()
    var shared = SharedValues()

    var spans = RowBuilder(.span)
    var spanEvents = RowBuilder(.spanEvent)
    var spanLinks = RowBuilder(.spanLink)
    var logRecords = RowBuilder(.logRecord)
    var dataPoints = RowBuilder(.dataPoint)
    var exemplars = RowBuilder(.exemplar)

    /// Key-value lists in the composite encoding.
    var attributeSets = StringTable()
    private var series = SeriesTable()

    var rejected: [RejectedValue] = []
    var amendments: [SharedAmendment] = []
    var progress: [InputProgress] = []

    init(textArenas: StringArenaPool? = nil) {
        self.textArenas = textArenas
        strings = StringTableBuilder(spares: textArenas)
    }

    /// The number of a series in this batch, which is added if it is new.
    mutating func series(_ key: SeriesKey) -> UInt32 { series.intern(key) }

    var seriesCount: Int { series.keys.count }

    /// Takes back the series from `count` on.
    mutating func truncateSeries(to count: Int) { series.truncate(to: count) }

    var rowCount: Int {
        spans.rowCount + spanEvents.rowCount + spanLinks.rowCount + logRecords.rowCount
            + dataPoints.rowCount + exemplars.rowCount
    }

    /// About how many bytes of memory the batch takes.
    var byteCount: Int {
        strings.byteCount + rowCount * 128 + attributeSets.byteCount
    }

    var isEmpty: Bool {
        rowCount == 0 && rejected.isEmpty && progress.isEmpty && series.keys.isEmpty
            && amendments.isEmpty
    }

    /// Takes the batch and starts an empty one.
    mutating func take() -> Batch {
        var batch = Batch(series: series, textArenas: textArenas)
        series = SeriesTable()
        batch.strings = strings.take()
        batch.spans = spans.take()
        batch.spanEvents = spanEvents.take()
        batch.spanLinks = spanLinks.take()
        batch.logRecords = logRecords.take()
        batch.dataPoints = dataPoints.take()
        batch.exemplars = exemplars.take()
        swap(&batch.traces, &traces)
        swap(&batch.shared, &shared)
        swap(&batch.attributeSets, &attributeSets)
        swap(&batch.rejected, &rejected)
        swap(&batch.amendments, &amendments)
        swap(&batch.progress, &progress)
        return batch
    }
}
