internal import Dossier

extension RuleEvaluationReport {
    /// A line for each rule.
    var ruleTable: TextTable {
        var table = TextTable([
            .init("GROUP", isFlexible: true), .init("RULE", isFlexible: true), .init("TYPE"),
            .init("EVALUATIONS", .right), .init("SAMPLES", .right), .init("ERRORS", .right),
        ])
        for rule in rules {
            table.add([
                .init(rule.group), .init(rule.name, .source), .init(rule.kind.rawValue),
                .init(CountText.grouped(rule.evaluationCount)),
                .init(CountText.grouped(rule.sampleCount)),
                .init(
                    CountText.grouped(rule.failureCount),
                    rule.failureCount > 0 ? .failure : .faint
                ),
            ])
        }
        return table
    }

    /// What rules failed with, and what was dropped or left out.
    var warnings: [String] {
        var warnings: [String] = []
        for rule in rules {
            for failure in rule.failures {
                warnings.append(
                    "rule \(rule.name) of group \(rule.group): \(failure.message)"
                        + " (\(CountText.counted(failure.count, "evaluation")),"
                        + " first at \(failure.firstAt.rfc3339(.milliseconds)))"
                )
            }
            if rule.droppedSampleCount > 0 {
                warnings.append(
                    "rule \(rule.name) of group \(rule.group):"
                        + " \(CountText.counted(rule.droppedSampleCount, "sample")) dropped:"
                        + " another rule wrote the same series"
                )
            }
        }
        if let count = written?.omittedHistogramCount, count > 0 {
            warnings.append(
                "\(CountText.counted(count, "native histogram")) not written:"
                    + " only numbers can be stored as results"
            )
        }
        return warnings
    }

    /// What was written, if that was asked for.
    var writtenNote: String? {
        written.map { written in
            var note =
                "wrote \(CountText.counted(written.sampleCount, "sample"))"
                + " of \(CountText.grouped(written.seriesCount)) series"
            if written.unchangedRuleCount > 0 {
                note +=
                    "; results of \(CountText.counted(written.unchangedRuleCount, "rule"))"
                    + " unchanged"
            }
            return note
        }
    }

    /// The alerts, one after another: when they were what, and what else happened then.
    ///
    /// Those that never fired are counted only.
    func writeTimeline(
        _ layout: TextLayout,
        to line: (String) throws -> Void
    ) rethrows {
        let fired = alerts.filter { $0.firingAt != nil }
        for alert in fired { try alert.write(layout, to: line) }
        let pendingCount = alerts.count - fired.count
        guard pendingCount > 0 else { return }
        try line("\(CountText.counted(pendingCount, "alert")) pending but never firing")
    }
}

extension RuleEvaluationReport.Alert {
    fileprivate func write(
        _ layout: TextLayout,
        to line: (String) throws -> Void
    ) rethrows {
        func write(_ text: String, _ ink: Ink = .plain) throws {
            var styled = StyledLine()
            styled.append(TerminalText(text, limit: layout.limit), ink)
            try line(styled.text(isColored: layout.isColored))
        }
        let others = labels.filter { $0.name != "alertname" }
        let named = others.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ", ")
        try write("\(name){\(named)}", .failure)
        let time: (Timestamp) -> String = { $0.rfc3339(.milliseconds) }
        try write(
            "  pending \(time(pendingAt)), firing \(firingAt.map(time) ?? "never"),"
                + " \(resolvedAt.map { "resolved \(time($0))" } ?? "not resolved")"
        )
        if let value { try write("  value \(QueryNumber.text(value))") }
        for annotation in annotations { try write("  \(annotation.name): \(annotation.value)") }
        let service = evidence.service.map { " of \($0)" } ?? ""
        try write(
            "  \(CountText.counted(evidence.traceCount, "trace"))\(service),"
                + " \(CountText.grouped(evidence.errorTraceCount)) with errors;"
                + " \(CountText.counted(evidence.errorLogCount, "error log"))"
        )
        for trace in evidence.traces { try write("    trace \(trace.hex)", .faint) }
        for record in evidence.errorLogs {
            try write("    \(AttributeText.text(record.body, limit: layout.byteLimit))", .faint)
        }
        try line("")
    }
}
