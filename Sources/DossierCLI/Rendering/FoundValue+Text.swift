internal import Dossier

extension FoundValue {
    /// What the value is, where it occurs, in which traces, and the commands that go on from there.
    func write(
        _ layout: TextLayout,
        store: String,
        _ query: ValueQuery,
        to line: (String) throws -> Void
    ) rethrows {
        var title = StyledLine()
        title.append(value, .strong, limit: Self.valueColumnsMax)
        title.append(": " + meaning)
        try line(title.text(isColored: layout.isColored))
        try line("")
        try table.write(layout, to: line)
        if !traces.isEmpty {
            try line("")
            try traces.table.write(layout, to: line)
            if traceCount > traces.count {
                let rest = CountText.grouped(traceCount - traces.count)
                try line("and \(rest) more; --limit N shows more")
            }
        }
        let commands = FindCommands(self, store: store, query).lines
        guard !commands.isEmpty else { return }
        try line("")
        for command in commands { try line(TerminalText(command).text) }
    }

    private static let valueColumnsMax = 80

    /// What the value is, and in how many traces.
    private var meaning: String {
        var parts: [String] = []
        for place in places where !parts.contains(place.meaning) { parts.append(place.meaning) }
        let shown = parts.prefix(4).joined(separator: ", ")
        let more = parts.count > 4 ? " and more" : ""
        return shown + more + "; in \(CountText.counted(traceCount, "trace"))"
    }

    private var table: TextTable {
        var table = TextTable([
            .init("WHERE", isFlexible: true),
            .init("TYPE"),
            .init("ROWS", .right),
            .init("TRACES", .right),
            .init("FIRST"),
            .init("LAST"),
        ])
        for place in places {
            table.add([
                .init(place.name),
                .init(place.types.map(\.rawValue).joined(separator: ", "), .faint),
                .init(place.rows),
                .init(CountText.grouped(place.traceCount)),
                .init(place.firstTime?.rfc3339(.milliseconds) ?? "?"),
                .init(place.lastTime?.rfc3339(.milliseconds) ?? "?"),
            ])
        }
        return table
    }

    /// What to say of a value that was not found.
    func absence(_ searched: SearchedRows, _ query: ValueQuery) -> String {
        let counts = [
            CountText.counted(searched.spans, "span"),
            CountText.counted(searched.events, "event"),
            CountText.counted(searched.links, "link"),
            CountText.counted(searched.logRecords, "log record"),
            CountText.counted(searched.series, "series", "series"),
            CountText.counted(searched.exemplars, "exemplar"),
        ]
        let value = TerminalText(value, limit: Self.valueColumnsMax).text
        if occursInOtherCase {
            return "'\(value)' was found with other letter case only; --ignore-case shows where"
        }
        let hint = query.findsWords ? "" : "; --words looks within longer attributes, too"
        return "'\(value)' was not found in names, ids, attributes and log bodies of "
            + counts.joined(separator: ", ") + hint
    }
}

extension ValueOccurrence {
    /// Where it is, such as `span attribute order.id`.
    var name: String {
        let whole =
            switch part {
            case .resource: "resource \(key)"
            case .scope: "scope attribute \(key)"
            case .scopeName: "scope name"
            case .scopeVersion: "scope version"
            case .attribute: row == .series ? "label \(key)" : "attribute \(key)"
            case .field: row == .series && key == "name" ? "metric name" : key
            case .mention: "mention"
            }
        guard !path.isEmpty else { return "\(rowName) \(whole)" }
        return "\(rowName) \(whole)\(path.hasPrefix("[") ? "" : ".")\(path)"
    }

    private var rowName: String { row == .logRecord ? "log record" : row.rawValue }

    /// How many rows, and of which kind.
    fileprivate var rows: String {
        guard row == .series else {
            return CountText.counted(rowCount, rowName)
        }
        return CountText.counted(rowCount, "series", "series") + ", "
            + CountText.counted(dataPointCount, "point")
    }

    /// What the value is by being there.
    fileprivate var meaning: String {
        switch part {
        case .resource where key == "service.name": "a service"
        case .resource, .scope, .attribute: "a value of \(key)"
        case .scopeName: "an instrumentation scope"
        case .scopeVersion: "the version of an instrumentation scope"
        case .mention: "the id of a trace"
        case .field:
            switch key {
            case "traceId": "the id of a trace"
            case "spanId", "parentSpanId": "the id of a span"
            case "body": "a word of log bodies"
            case "name" where row == .series: "a metric"
            case "name": "the name of \(row == .event ? "events" : "spans")"
            case "eventName": "the name of events"
            case "severityText": "a severity"
            case "statusMessage": "the message of a status"
            default: "a \(key)"
            }
        }
    }
}
