internal import Dossier

extension StoreSummary {
    /// What the store holds, in a few tables.
    func write(_ layout: TextLayout, to line: (String) throws -> Void) throws {
        try writeHead(layout, line)
        try line("")
        try signalTable.write(layout, to: line)
        let sections = [
            ("\(CountText.counted(services.count, "service"))", serviceTable, services.isEmpty),
            ("\(CountText.counted(metrics.count, "metric"))", metricTable, metrics.isEmpty),
            ("\(CountText.counted(inputs.count, "input"))", inputTable, inputs.isEmpty),
        ]
        for (title, table, isEmpty) in sections where !isEmpty {
            try line("")
            var heading = StyledLine(limit: layout.limit)
            heading.append(title, .strong)
            try line(heading.text(isColored: layout.isColored))
            try table.write(layout, to: line)
        }
    }

    private func writeHead(_ layout: TextLayout, _ line: (String) throws -> Void) throws {
        var rows = [
            ("store", "\(path) (format \(formatVersion))"),
            ("size", CountText.bytes(fileBytes)),
            ("traces", CountText.grouped(traceCount)),
        ]
        rows += timeOutliers.map { ("outliers", $0.description) }
        if let timeRange {
            let length = Nanoseconds(timeRange.upperBound - timeRange.lowerBound)
            rows.append(("from", timeRange.lowerBound.rfc3339()))
            rows.append(("to", timeRange.upperBound.rfc3339() + " (\(length.text))"))
        }
        let note = rejectedCount > 0 ? " (`dossier rejected` lists them)" : ""
        rows.append(("rejected", CountText.grouped(rejectedCount) + note))
        for input in inputs {
            rows += IngestReport.texts(of: input.anomalies).map {
                ("anomaly", TerminalText("\(input.path): \($0)").text)
            }
        }
        rows += separations.map { ("apart", $0.text) }
        for (name, value) in rows {
            var styled = StyledLine(limit: layout.limit)
            styled.append(name, .faint, leftAlignedIn: 10)
            styled.append(value)
            try line(styled.text(isColored: layout.isColored))
        }
    }

    private var signalTable: TextTable {
        var table = TextTable([
            .init("SIGNAL"),
            .init("ROWS", .right),
            .init("BYTES", .right),
            .init("BYTES/ROW", .right),
        ])
        for signal in tables {
            table.add([
                .init(signal.name),
                .init(CountText.grouped(signal.rows)),
                .init(CountText.grouped(signal.bytes)),
                .init(
                    signal.rows == 0
                        ? "–" : CountText.oneDecimal(Double(signal.bytes) / Double(signal.rows))
                ),
            ])
        }
        if longTextBytes > 0 {
            table.add([
                .init("long texts"), .init(""), .init(CountText.grouped(longTextBytes)), .init(""),
            ])
        }
        let rest = fileBytes - tables.reduce(longTextBytes) { $0 + $1.bytes }
        table.add([
            .init("catalogue and indexes", .faint), .init(""),
            .init(CountText.grouped(max(0, rest)), .faint), .init(""),
        ])
        return table
    }

    private var serviceTable: TextTable {
        var table = TextTable([
            .init("SERVICE", isFlexible: true), .init("RESOURCES", .right),
        ])
        for service in services {
            table.add([.init(service.name, .source), .init(CountText.grouped(service.resources))])
        }
        return table
    }

    private var metricTable: TextTable {
        var table = TextTable([
            .init("METRIC", isFlexible: true), .init("UNIT"), .init("TYPE"),
            .init("SERIES", .right),
        ])
        for metric in metrics {
            table.add([
                .init(metric.name), .init(metric.unit), .init(metric.kind.rawValue),
                .init(CountText.grouped(metric.series)),
            ])
        }
        return table
    }

    private var inputTable: TextTable {
        var table = TextTable([
            .init("INPUT", isFlexible: true), .init("DECODED", .right), .init("STATE"),
            .init("SPANS", .right), .init("LOGS", .right), .init("POINTS", .right),
            .init("REJECTED", .right),
        ])
        for input in inputs {
            table.add([
                .init(input.path),
                .init(CountText.bytes(input.bytes)),
                .init(
                    input.isFinished ? "complete" : "partial",
                    input.isFinished ? .faint : .warning
                ),
                .init(Self.text(input.spans)),
                .init(Self.text(input.logRecords)),
                .init(Self.text(input.dataPoints)),
                .init(CountText.grouped(input.rejected), input.rejected > 0 ? .warning : .faint),
            ])
        }
        return table
    }

    /// A number of rows; a dash where it was not counted for the input alone.
    private static func text(_ count: Int?) -> String {
        count.map { CountText.grouped($0) } ?? "–"
    }
}
