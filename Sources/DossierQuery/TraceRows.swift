package import DossierColumns
package import DossierStore

/// A row in one of several row sets.
package struct RowPlace: Hashable, Sendable {
    package let set: Int
    package let row: Int
}

/// Rows of one table from several blocks, in one order.
package struct PlacedRows: Sendable {
    package private(set) var sets: [RowSet] = []
    package var places: [RowPlace] = []

    /// Adds a set; returns its number.
    mutating func add(_ set: RowSet, rows: some Sequence<Int>) {
        places.append(contentsOf: rows.map { RowPlace(set: sets.count, row: $0) })
        sets.append(set)
    }

    /// A word of a row.
    package func word(_ column: Int, at place: RowPlace) -> UInt64 {
        sets[place.set].rows.columns[column][place.row]
    }

    /// Sorts by a time column, unknown times last; equal ones stay in order.
    mutating func sort(by time: (RowPlace) -> UInt64) {
        let keyed = places.enumerated().map { (time: time($0.element), index: $0.offset) }
        let order = keyed.sorted { left, right in
            let leftTime = left.time == 0 ? UInt64.max : left.time
            let rightTime = right.time == 0 ? UInt64.max : right.time
            return leftTime != rightTime ? leftTime < rightTime : left.index < right.index
        }
        places = order.map { places[$0.index] }
    }
}

/// All rows of a trace, and the series tied to it.
package struct TraceRows: Sendable {
    package let summary: TraceSummary
    package let shared: SharedValues
    /// By start time.
    package private(set) var spans = PlacedRows()
    /// The spans that repeat one before them: its id and its content.
    package private(set) var duplicates: Set<RowPlace> = []
    /// By time, or observed time where that is unknown.
    package private(set) var logRecords = PlacedRows()
    /// Of log records that are here only because they name the trace, the slot in which they do.
    package private(set) var mentions: [RowPlace: UInt32] = [:]
    /// Links to spans of the trace from spans of others, by time.
    package private(set) var incomingLinks: [IncomingLink] = []
    /// By time.
    package private(set) var exemplars = PlacedRows()
    /// The ids of the series that carry the trace's id in an attribute.
    private(set) var labelledSeries: [UInt32] = []

    /// Reads the rows of a trace; nil if the store has none.
    ///
    /// Texts of more bytes than `textLimit` are cut somewhere behind that.
    package init?(_ id: TraceID, in reader: StoreReader, textLimit: Int = .max) throws {
        guard let content = try reader.content(of: id, textLimit: textLimit) else { return nil }
        summary = content.summary
        shared = content.shared
        for run in content.runs {
            let rows = run.location.rows
            switch (run.location.table, run.rows) {
            case (.span, let set?): spans.add(set, rows: 0..<rows.count)
            case (.logRecord, let set?): logRecords.add(set, rows: 0..<rows.count)
            case (.exemplar, let set?): exemplars.add(set, rows: 0..<rows.count)
            case (.series, _):
                // There are no more series than that (`StoreReader.series`).
                labelledSeries += rows.compactMap {
                    UInt32(exactly: run.block.firstRow + UInt64($0))
                }
            default: break
            }
        }
        for mention in content.mentions where mention.block.table == .logRecord {
            let set = try reader.rows(
                mention.rows.map { $0..<($0 + 1) },
                of: mention.block,
                textLimit: textLimit
            )
            for (row, slot) in mention.slots.enumerated() {
                mentions[RowPlace(set: logRecords.sets.count, row: row)] = slot
            }
            logRecords.add(set, rows: 0..<mention.rows.count)
        }
        incomingLinks = try IncomingLink.all(to: id, in: content.mentions, reader)
            .sorted { $0.startTime < $1.startTime }
        let (spanRows, logRows, exemplarRows) = (spans, logRecords, exemplars)
        spans.sort { spanRows.word(SpanColumn.startTime, at: $0) }
        duplicates = spans.repeatedSpans
        logRecords.sort { place in
            let time = logRows.word(LogRecordColumn.time, at: place)
            return time != 0 ? time : logRows.word(LogRecordColumn.observedTime, at: place)
        }
        exemplars.sort { exemplarRows.word(ExemplarColumn.time, at: $0) }
    }
}
