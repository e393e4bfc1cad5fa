internal import Dossier

extension TraceRendering {
    /// Writes the tree, some lines at a time, which several threads make.
    func writeSpans(
        _ outline: TraceOutline,
        _ logRecords: LogRecordsBySpan,
        to line: (String) throws -> Void
    ) throws {
        guard !outline.nodes.isEmpty else { return }
        func write(_ styled: StyledLine) throws {
            try line(styled.text(isColored: layout.isColored))
        }
        var titles = timedLine("OFFSET", "DURATION", .faint, bar: bar.title, barInk: .faint)
        var frame = TreeFrame(columnsMax: titles.room)
        titles.append("SPAN", .faint)
        try write(StyledLine())
        try write(titles)

        let rows = RowRendering(rendering: self, outline: outline, logRecords: logRecords)
        var hasHiddenAttributes = false
        var waiting: [RowRendering.Row] = []
        // The spans above the one that comes next, by depth.
        var path: [Int] = []
        for row in outline.rows {
            path.removeSubrange(row.depth...)
            frame.enter(depth: row.depth, isLast: row.isLast, hasChildren: row.hasChildren)
            waiting.append(
                RowRendering.Row(content: row.content, parent: path.last, frame: frame.lines)
            )
            if case .span(let index, _) = row.content { path.append(outline.nodes[index].span) }
            if waiting.count == RowRendering.countAtOnce {
                hasHiddenAttributes = try rows.write(waiting, to: line) || hasHiddenAttributes
                waiting.removeAll(keepingCapacity: true)
            }
        }
        hasHiddenAttributes = try rows.write(waiting, to: line) || hasHiddenAttributes
        try writeNotes(on: outline, hasHiddenAttributes: hasHiddenAttributes, write)
    }

    /// How many spans are not shown, and how to see them.
    private func writeNotes(
        on outline: TraceOutline,
        hasHiddenAttributes: Bool,
        _ write: (StyledLine) throws -> Void
    ) rethrows {
        var notes: [String] = []
        if outline.foldedCount > 0 {
            let count = CountText.counted(outline.foldedCount, "span")
            notes.append("\(count) in folded lines; --unfold shows each")
        }
        if outline.excludedCount > 0 {
            let total = CountText.counted(outline.nodes.count, "span")
            notes.append("\(CountText.grouped(outline.excludedCount)) of \(total) not shown")
        }
        if hasHiddenAttributes { notes.append("--attributes shows all attributes") }
        for (index, note) in notes.enumerated() {
            if index == 0 { try write(StyledLine()) }
            var line = newLine()
            line.append("  " + note, .faint)
            try write(line)
        }
    }

    /// Returns how many attributes are not shown.
    func writeSpan(
        _ node: TraceTree.Node,
        parent: Span?,
        _ frame: TreeFrame.Lines,
        _ write: (StyledLine) throws -> Void
    ) rethrows -> Int {
        let span = trace.spans[node.span]
        let ink: Ink = span.isError ? .failure : .plain
        var line = timedLine(
            offset(of: span.startNanoseconds),
            span.durationNanoseconds.map { Nanoseconds($0).text } ?? "?",
            ink,
            bar: bar.bar(from: span.startNanoseconds, to: span.endNanoseconds),
            barInk: ink
        )
        line.append(frame.branch, .faint)
        appendName(of: span, to: &line)
        if let status = span.statusName {
            let message = span.statusMessage.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
            line.appendWord(status + message, ink, gap: 2)
        }
        var marks = SpanMarks.marks(of: span, node, parent: parent)
        if criticalPath != nil, let mark = pathMark(of: [node.span]) { marks.insert(mark, at: 0) }
        if options.isMarked(span), let id = span.id { marks.insert("span \(id.hex)", at: 0) }
        let tail = SpanTail(
            span,
            marks: marks,
            differing: differing.select(from: span),
            options,
            byteLimit: layout.byteLimit
        )
        let rest: Int
        let columns = tail.columns
        if columns == 0 || columns + 2 <= line.room {
            if columns > 0 { line.append("  ") }
            rest = tail.append(to: &line)
            try write(line)
        } else {
            try write(line)
            var second = timedLine("", "", bar: bar.empty)
            second.append(frame.below, .faint)
            rest = tail.append(to: &second)
            try write(second)
        }
        guard options.attributes else { return rest }
        for attribute in span.attributes {
            var line = timedLine("", "", bar: bar.empty)
            line.append(frame.below, .faint)
            line.append(AttributeText.pair(attribute, limit: layout.byteLimit), .faint)
            try write(line)
        }
        return rest
    }

    private func appendName(of span: Span, to line: inout StyledLine) {
        line.append(span.resource.serviceName ?? "(no service)", .source)
        line.appendWord(span.name.isEmpty ? "(no name)" : span.name, .strong, gap: 2)
        if let kind = span.kindName { line.appendWord("(" + kind + ")", .faint) }
    }

    /// A line for equal siblings: how many there are, how long they took, and what they hide.
    func line(
        for members: [Int],
        of outline: TraceOutline,
        _ logRecords: LogRecordsBySpan,
        _ frame: TreeFrame.Lines
    ) -> StyledLine {
        let group = SpanGroupSummary(
            members.map { trace.spans[outline.nodes[$0].span] },
            all: members.lazy.flatMap { outline.subtree(of: $0) }
                .map { outline.nodes[$0].span },
            errorIn: { trace.spans[$0].isError },
            logRecordCount: { logRecords[$0].count }
        )
        let ink: Ink = group.errorCount > 0 ? .failure : .plain
        var line = timedLine(
            offset(of: group.start),
            group.extent.map { Nanoseconds($0).text } ?? "?",
            ink,
            bar: bar.bar(from: group.start, to: group.end),
            barInk: ink
        )
        line.append(frame.branch, .faint)
        appendName(of: group.first, to: &line)
        line.appendWord("×\(CountText.grouped(members.count))", .strong, gap: 2)
        if group.errorCount > 0 {
            line.appendWord(CountText.counted(group.errorCount, "error"), .failure, gap: 2)
        }
        if let durations = group.durations {
            line.appendWord(
                "p50 \(Nanoseconds(durations.p50).text), p95 \(Nanoseconds(durations.p95).text),"
                    + " max \(Nanoseconds(durations.max).text)",
                gap: 2
            )
        }
        if let mark = pathMark(of: members.map({ outline.nodes[$0].span })) {
            line.appendWord("[\(mark)]", .warning, gap: 2)
        }
        if group.belowCount > 0 {
            line.appendWord(
                "with \(CountText.counted(group.belowCount, "span")) below",
                .faint,
                gap: 2
            )
        }
        if group.logRecordCount > 0 {
            line.appendWord(CountText.counted(group.logRecordCount, "log record"), .faint, gap: 2)
        }
        return line
    }
}
