internal import DossierColumns

/// A `Batch` under construction, with faster builders for its strings and rows.
struct BatchBuilder: ~Copyable {
    private let textArenas: StringArenaPool?
    var strings: StringTableBuilder

    var spans = RowBuilder(.span)
    var spanEvents = RowBuilder(.spanEvent)
    var spanLinks = RowBuilder(.spanLink)
    var logRecords = RowBuilder(.logRecord)
    var dataPoints = RowBuilder(.dataPoint)
    var exemplars = RowBuilder(.exemplar)

    /// The batch so far, without strings and rows.
    var content: Batch

    init(textArenas: StringArenaPool? = nil) {
        self.textArenas = textArenas
        strings = StringTableBuilder(spares: textArenas)
        content = Batch(textArenas: textArenas)
    }

    var rowCount: Int {
        spans.rowCount + spanEvents.rowCount + spanLinks.rowCount + logRecords.rowCount
            + dataPoints.rowCount + exemplars.rowCount
    }

    /// An estimate of the memory the batch takes.
    var byteCount: Int {
        strings.byteCount + rowCount * 128 + content.attributeSets.byteCount
            + content.shared.byteCount + content.seriesKeys.count * 32
    }

    var isEmpty: Bool { rowCount == 0 && content.isEmpty }

    /// Returns the batch and starts an empty one.
    mutating func take() -> Batch {
        var batch = Batch(textArenas: textArenas)
        swap(&batch, &content)
        batch.strings = strings.take()
        batch.spans = spans.take()
        batch.spanEvents = spanEvents.take()
        batch.spanLinks = spanLinks.take()
        batch.logRecords = logRecords.take()
        batch.dataPoints = dataPoints.take()
        batch.exemplars = exemplars.take()
        return batch
    }
}
