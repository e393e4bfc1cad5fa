internal import Dossier

extension TraceSearchResult {
    /// Each trace, and below it the spans that match, with the fields of the expression as columns.
    var table: TextTable {
        var table = TextTable(
            [
                .init("TRACE / SPAN"),
                .init("START"),
                .init("DURATION", .right),
                .init("SERVICE", isFlexible: true),
                .init("NAME", isFlexible: true),
                .init("SPANS", .right),
                .init("ERRORS", .right),
                .init("MATCH", .right),
            ] + shownFields.map { .init($0, isFlexible: true) }
        )
        for trace in traces { add(trace, to: &table) }
        return table
    }

    /// Those that no other column shows.
    private var shownFields: [String] {
        fields.filter { !["name", "duration", "span:id", "trace:id"].contains($0) }
    }

    private func add(_ found: MatchedTrace, to table: inout TextTable) {
        let trace = found.summary
        let matchCount = found.spansets.reduce(0) { $0 + $1.matchCount }
        table.add(trace.cells + [.init(CountText.grouped(matchCount))])
        for spanset in found.spansets { add(spanset, of: trace, to: &table) }
    }

    private func add(
        _ spanset: MatchedSpanset,
        of trace: TraceSummary,
        to table: inout TextTable
    ) {
        if !spanset.attributes.isEmpty {
            let text = spanset.attributes.map { AttributeText.pair($0, limit: 60) }
            table.add([.init("  " + text.joined(separator: " "))])
        }
        for span in spanset.spans {
            let offset = span.startTime.flatMap { start in
                trace.startTime.map { "+" + Nanoseconds(start - $0).text }
            }
            table.add(
                [
                    .init("  " + (span.id?.hex ?? "?"), .faint),
                    .init(offset ?? "?", .faint),
                    .init(Nanoseconds(span.duration).text),
                    .init(span.service ?? "?", .source),
                    .init(span.name, span.isError ? .failure : .plain),
                    .init(""), .init(""), .init(""),
                ]
                    + shownFields.map { field in
                        let value = span.attributes.last { $0.key == field }?.value
                        return .init(value.map { AttributeText.text($0, limit: 80) } ?? "")
                    }
            )
        }
        let rest = spanset.matchCount - spanset.spans.count
        if rest > 0 { table.add([.init("  and \(CountText.grouped(rest)) more", .faint)]) }
    }

    /// How much of what matches is shown, where that is not all; nil if it is.
    var cutNote: String? {
        guard isCut else { return nil }
        return "\(CountText.grouped(traces.count)) of "
            + "\(CountText.counted(matchCount, "trace")); --limit N shows more"
    }
}
