internal import Dossier

extension LogListing {
    /// The records as a table, one line each.
    func table(_ layout: TextLayout) -> TextTable {
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
                .init(record.traceID?.hex ?? "", .faint),
                .init(AttributeText.text(record.body, limit: layout.byteLimit)),
            ])
        }
        return table
    }

    /// How much of what matches is shown, where that is not all; nil if it is.
    var cutNote: String? {
        guard isCut else { return nil }
        return "\(CountText.grouped(logRecords.count)) of "
            + "\(CountText.counted(matchCount, "log record")); --limit N shows more"
    }
}
