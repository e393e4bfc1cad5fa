internal import Dossier

extension TraceRendering {
    func writeSpans(
        _ nodes: [TraceTree.Node],
        _ logRecords: LogRecordsBySpan,
        _ write: (StyledLine) throws -> Void
    ) rethrows {
        guard !nodes.isEmpty else { return }
        var titles = timedLine(
            "OFFSET",
            "DURATION",
            .faint,
            bar: bar.title,
            barInk: .faint
        )
        var frame = TreeFrame(columnsMax: titles.room)
        titles.append("SPAN", .faint)
        try write(StyledLine())
        try write(titles)

        // The spans above the one that is written, by depth.
        var path: [Int] = []
        for (index, node) in nodes.enumerated() {
            let hasChildren = index + 1 < nodes.count && nodes[index + 1].depth > node.depth
            path.removeSubrange(node.depth...)
            frame.enter(depth: node.depth, isLast: node.isLast, hasChildren: hasChildren)
            let parent = path.last.map { trace.spans[$0] }
            try writeSpan(node, parent: parent, frame, write)
            try writeDetails(of: node.span, logRecords[node.span], frame, write)
            path.append(node.span)
        }
    }

    private func writeSpan(
        _ node: TraceTree.Node,
        parent: Span?,
        _ frame: TreeFrame,
        _ write: (StyledLine) throws -> Void
    ) rethrows {
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
        line.append(span.resource.serviceName ?? "(no service)", .source)
        line.appendWord(span.name.isEmpty ? "(no name)" : span.name, .strong, gap: 2)
        if let kind = span.kindName { line.appendWord("(\(kind))", .faint) }
        if let status = span.statusName {
            let message = span.statusMessage.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
            line.appendWord(status + message, ink, gap: 2)
        }
        let tail = tail(of: span, SpanMarks.marks(of: span, node, parent: parent))
        if tail.columns == 0 || tail.columns + 2 <= line.room {
            if tail.columns > 0 { line.append("  ") }
            line.append(tail)
            try write(line)
        } else {
            try write(line)
            var second = timedLine("", "", bar: bar.empty)
            second.append(frame.below, .faint)
            second.append(tail)
            try write(second)
        }
    }

    /// What follows on a span's line if it fits, else on one of its own: marks, key attributes.
    private func tail(of span: Span, _ marks: [String]) -> StyledLine {
        var tail = StyledLine()
        for mark in marks {
            tail.appendWord("[\(mark)]", .warning)
        }
        for attribute in KeyAttributes.select(from: span.attributes, except: span.name) {
            tail.appendWord(AttributeText.pair(attribute, limit: layout.byteLimit), .faint)
        }
        return tail
    }
}
