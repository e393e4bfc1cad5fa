internal import Dossier

extension [TraceSummary] {
    /// The traces as a table, one line each.
    var table: TextTable {
        var table = TextTable([
            .init("TRACE ID"),
            .init("START"),
            .init("DURATION", .right),
            .init("SERVICE", isFlexible: true),
            .init("NAME", isFlexible: true),
            .init("SPANS", .right),
            .init("ERRORS", .right),
            .init("LOGS", .right),
        ])
        for trace in self {
            table.add(trace.cells + [.init(CountText.grouped(trace.logRecordCount))])
        }
        return table
    }
}

extension TraceListing {
    /// How much of what matches is shown, where that is not all; nil if it is.
    var cutNote: String? {
        guard isCut else { return nil }
        return "\(CountText.grouped(traces.count)) of "
            + "\(CountText.counted(matchCount, "trace")); --limit N shows more"
    }
}

extension TraceSummary {
    /// The columns that every table of traces begins with, up to the number of errors.
    var cells: [TextTable.Cell] {
        [
            .init(id.hex),
            .init(startTime?.rfc3339(.milliseconds) ?? "?"),
            .init(duration.map { Nanoseconds($0).text } ?? "?"),
            .init(rootService ?? "?", .source),
            .init(rootName.map { $0 + (isIncomplete ? " (incomplete)" : "") } ?? "(no spans)"),
            .init(CountText.grouped(spanCount)),
            .init(CountText.grouped(errorCount), errorCount > 0 ? .failure : .faint),
        ]
    }
}
