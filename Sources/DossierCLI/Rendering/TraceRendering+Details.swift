internal import Dossier

extension TraceRendering {
    /// What happened in a span: its events and log records by time, then its links.
    func writeDetails(
        of index: Int,
        _ records: [Int],
        _ frame: TreeFrame.Lines,
        _ write: (StyledLine) throws -> Void
    ) rethrows {
        let span = trace.spans[index]
        var records = records[...]
        for event in span.events.sorted(by: { $0.timeNanoseconds < $1.timeNanoseconds }) {
            while let record = records.first,
                trace.logRecords[record].effectiveNanoseconds < event.timeNanoseconds
            {
                try write(line(for: trace.logRecords[record], below: frame.below))
                records = records.dropFirst()
            }
            try write(line(for: event, frame))
        }
        for record in records {
            try write(line(for: trace.logRecords[record], below: frame.below))
        }
        for link in span.links {
            try write(line(for: link, frame))
        }
        guard !incomingLinks.isEmpty else { return }
        for link in incomingLinks[span.id] ?? [] where isFirst(index) {
            try write(line(for: link, below: frame.below))
        }
    }

    /// The links to spans that the trace does not have.
    func writeStrayLinks(_ write: (StyledLine) throws -> Void) rethrows {
        guard !trace.incomingLinks.isEmpty else { return }
        let ids = Set(trace.spans.map(\.id))
        let strays = trace.incomingLinks.filter { !ids.contains($0.targetSpanID) }
        guard !strays.isEmpty else { return }
        var title = newLine()
        title.append("LINKS", .strong)
        title.append(" from other traces, to no span of this one", .faint)
        try write(StyledLine())
        try write(title)
        for link in strays {
            try write(line(for: link))
        }
    }

    private func line(for link: IncomingLink, below: String = "") -> StyledLine {
        var line = timedLine(
            offset(of: link.startNanoseconds),
            "linked",
            .faint,
            bar: bar.mark("·", at: link.startNanoseconds),
            barInk: .faint
        )
        line.append(below, .faint)
        line.append("linked from trace \(link.traceID?.hex ?? "(no id)"), ", .faint)
        line.append(link.serviceName ?? "(no service)", .source)
        line.appendWord(link.name.isEmpty ? "(no name)" : link.name, gap: 2)
        line.append(", span \(link.spanID?.hex ?? "(no id)")", .faint)
        for attribute in link.attributes where line.room > 1 {
            line.appendWord(AttributeText.pair(attribute, limit: layout.byteLimit))
        }
        return line
    }

    /// The log records that belong to no span of the trace.
    func writeStrayLogRecords(
        _ strays: [Int],
        _ write: (StyledLine) throws -> Void
    ) rethrows {
        guard !strays.isEmpty else { return }
        var title = newLine()
        title.append("LOG RECORDS", .strong)
        title.append(" without a span in this trace", .faint)
        try write(StyledLine())
        try write(title)
        for index in strays {
            let record = trace.logRecords[index]
            try write(line(for: record, service: record.resource.serviceName ?? "(no service)"))
        }
    }

    private func line(for event: SpanEvent, _ frame: TreeFrame.Lines) -> StyledLine {
        let isException = event.name == "exception"
        let ink: Ink = isException ? .failure : .faint
        var line = timedLine(
            offset(of: event.timeNanoseconds),
            "event",
            ink,
            bar: bar.mark("◆", at: event.timeNanoseconds),
            barInk: ink
        )
        line.append(frame.below, .faint)
        line.append(event.name.isEmpty ? "(no name)" : event.name, ink)
        let attributes =
            isException && !options.attributes
            ? KeyAttributes.select(from: event.attributes) : event.attributes
        for attribute in attributes where line.room > 1 {
            line.appendWord(AttributeText.pair(attribute, limit: layout.byteLimit))
        }
        return line
    }

    private func line(
        for record: LogRecord,
        below: String = "",
        service: String? = nil
    ) -> StyledLine {
        let time = record.effectiveNanoseconds
        var line = timedLine(
            offset(of: time),
            record.severityName,
            record.severityInk,
            bar: bar.mark("·", at: time),
            barInk: record.severityInk
        )
        line.append(below, .faint)
        if let service {
            line.append(service, .source)
            line.append("  ")
        }
        if let id = record.spanID, service != nil { line.append("span \(id.hex)  ", .faint) }
        if let name = record.eventName, !name.isEmpty { line.append("\(name)  ", .strong) }
        if !record.isBodyEmpty {
            line.append(AttributeText.text(record.body, limit: layout.byteLimit))
        }
        if let place = record.mentionText { line.appendWord("[found by \(place)]", .warning) }
        let showsAll = options.attributes || record.isBodyEmpty
        let attributes =
            showsAll
            ? record.attributes
            : KeyAttributes.select(from: record.attributes).filter {
                $0.key.hasPrefix("exception.") || $0.key == "error.type"
            }
        for (index, attribute) in attributes.enumerated() where line.room > 2 {
            let text = AttributeText.pair(attribute, limit: layout.byteLimit)
            if index == 0, record.isBodyEmpty {
                line.append(text, .faint)
            } else {
                line.appendWord(text, .faint)
            }
        }
        return line
    }

    private func line(for link: SpanLink, _ frame: TreeFrame.Lines) -> StyledLine {
        var line = timedLine("", "link", .faint, bar: bar.empty)
        line.append(frame.below, .faint)
        let isSameTrace = link.traceID == trace.id
        if !isSameTrace { line.append("trace \(link.traceID?.hex ?? "(no id)")", .faint) }
        line.appendLinkWord("span \(link.spanID?.hex ?? "(no id)")", isFirst: isSameTrace)
        for attribute in link.attributes where line.room > 1 {
            line.appendWord(AttributeText.pair(attribute, limit: layout.byteLimit))
        }
        return line
    }
}

extension StyledLine {
    fileprivate mutating func appendLinkWord(_ text: String, isFirst: Bool) {
        append(isFirst ? text : ", " + text, .faint)
    }
}
