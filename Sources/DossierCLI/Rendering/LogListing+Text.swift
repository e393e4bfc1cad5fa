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
        for group in groups {
            // As `grep -C` tells apart what does not follow each other.
            if group.lowerBound > 0 { table.add([.init("--", .faint)]) }
            for record in logRecords[group] {
                table.add([
                    .init(record.effectiveTime?.rfc3339(.milliseconds) ?? "?", record.ink),
                    .init(record.severityName, record.severityInk),
                    .init(record.resource.serviceName ?? "?", .source),
                    .init(
                        record.traceID?.hex ?? record.mentionText.map { "in \($0)" } ?? "",
                        .faint
                    ),
                    .init(
                        record.message(attributes: attributes, limit: layout.byteLimit),
                        record.ink
                    ),
                ])
            }
        }
        return table
    }

    /// How much of what matches is shown, where that is not all; nil if it is.
    func cutNote(isTail: Bool) -> String? {
        guard isCut else { return nil }
        let count = CountText.grouped(logRecords.count { !$0.isContext })
        return "\(count) of \(CountText.counted(matchCount, "log record")); "
            + (isTail ? "--tail N shows more" : "--limit N shows more, --tail N the last")
    }
}
