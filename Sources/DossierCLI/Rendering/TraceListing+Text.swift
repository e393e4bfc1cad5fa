internal import Dossier

extension TraceListing {
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
        for trace in traces {
            table.add([
                .init(trace.id.hex),
                .init(trace.startTime?.rfc3339(.milliseconds) ?? "?"),
                .init(trace.duration.map { Nanoseconds($0).text } ?? "?"),
                .init(trace.rootService ?? "?", .source),
                .init(
                    trace.rootName.map { $0 + (trace.isIncomplete ? " (incomplete)" : "") }
                        ?? "(no spans)"
                ),
                .init(CountText.grouped(trace.spanCount)),
                .init(
                    CountText.grouped(trace.errorCount),
                    trace.errorCount > 0 ? .failure : .faint
                ),
                .init(CountText.grouped(trace.logRecordCount)),
            ])
        }
        return table
    }

    /// How much of what matches is shown, where that is not all; nil if it is.
    var cutNote: String? {
        guard isCut else { return nil }
        return "\(CountText.grouped(traces.count)) of "
            + "\(CountText.counted(matchCount, "trace")); --limit N shows more"
    }
}
