/// A `Batch` while input is read.
package struct BatchBuilder: ~Copyable {
    package var strings = StringTableBuilder()
    package var traces = TraceTable()
    package var shared = SharedValues()

    package var spans = RowBuilder(.span)
    package var spanEvents = RowBuilder(.spanEvent)
    package var spanLinks = RowBuilder(.spanLink)
    package var logRecords = RowBuilder(.logRecord)
    package var dataPoints = RowBuilder(.dataPoint)
    package var exemplars = RowBuilder(.exemplar)

    /// Key-value lists in the composite encoding.
    package var attributeSets = StringTable()
    private var series = SeriesTable()

    package var rejected: [RejectedValue] = []
    package var amendments: [SharedAmendment] = []
    package var progress: [InputProgress] = []

    package init() {}

    /// The number of a series in this batch, which is added if it is new.
    package mutating func series(_ key: SeriesKey) -> UInt32 { series.intern(key) }

    package var seriesCount: Int { series.keys.count }

    /// Takes back the series from `count` on.
    package mutating func truncateSeries(to count: Int) { series.truncate(to: count) }

    package var rowCount: Int {
        spans.rowCount + spanEvents.rowCount + spanLinks.rowCount + logRecords.rowCount
            + dataPoints.rowCount + exemplars.rowCount
    }

    /// About how many bytes of memory the batch takes.
    package var byteCount: Int {
        strings.byteCount + rowCount * 128 + attributeSets.byteCount
    }

    package var isEmpty: Bool {
        rowCount == 0 && rejected.isEmpty && progress.isEmpty && series.keys.isEmpty
            && amendments.isEmpty
    }

    /// Takes the batch and starts an empty one.
    package mutating func take() -> Batch {
        var batch = Batch(series: series)
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
