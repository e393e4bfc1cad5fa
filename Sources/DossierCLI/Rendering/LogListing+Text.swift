internal import Dossier

extension LogListing {
    /// The records as a table, one line each.
    func table(_ layout: TextLayout, attributes: Bool) -> TextTable {
        var table = TextTable([
            .init("TIME"),
            .init("SEVERITY"),
            .init("SERVICE", isFlexible: true),
            .init("TRACE ID"),
            .init("BODY", isFlexible: true),
        ])
        for record in logRecords {
            table.add([
                .init(record.effectiveTime?.rfc3339(.milliseconds) ?? "?"),
                .init(record.severityName, record.severityInk),
                .init(record.resource.serviceName ?? "?", .source),
                .init(record.traceID?.hex ?? record.mentionText.map { "in \($0)" } ?? "", .faint),
                .init(record.message(attributes: attributes, limit: layout.byteLimit)),
            ])
        }
        return table
    }

    /// How much of what matches is shown, where that is not all; nil if it is.
    func cutNote(isTail: Bool) -> String? {
        guard isCut else { return nil }
        let count = CountText.grouped(logRecords.count)
        return "\(count) of \(CountText.counted(matchCount, "log record")); "
            + (isTail ? "--tail N shows more" : "--limit N shows more, --tail N the last")
    }
}
