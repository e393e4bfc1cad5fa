internal import DossierColumns

extension ElementReader {
    /// Reads one span, with its events and links.
    ///
    /// Its resource and scope are filled in later.
    mutating func span() throws(ReadFailure) {
        try scanner.beginObject()
        var trace = noTrace
        var span: UInt64 = 0
        var parent: UInt64 = 0
        var startTime: UInt64 = 0
        var endTime: UInt64 = 0
        var name: UInt64?
        var kind: UInt64 = 0
        var statusCode: UInt64 = 0
        let start = scanner.position - 1
        var traceText: JSONText?
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .traceID:
                let id = try scanner.traceID()
                if id.id != .none { trace = UInt64(batch.content.traces.intern(id.id)) }
                if let text = id.text {
                    traceText = text
                    batch.spans.append(.traceIDText, try intern(text))
                }
            case .spanID:
                let id = try scanner.spanID()
                span = id.id.bits
                if let text = id.text {
                    batch.spans.append(.spanIDText, try intern(text))
                    noteID("spanId", text, isNone: span == 0)
                }
            case .parentSpanID:
                let id = try scanner.spanID()
                parent = id.id.bits
                if let text = id.text {
                    batch.spans.append(.parentSpanIDText, try intern(text))
                    noteID("parentSpanId", text, isNone: parent == 0)
                }
            case .name: name = try optionalText()
            case .kind: kind = try enumeration(.spanKind)
            case .startTime: startTime = try scanner.unsigned()
            case .endTime: endTime = try scanner.unsigned()
            case .attributes: try attributes(of: .span)
            case .status: statusCode = try status()
            case .events: try spanEvents()
            case .links: try spanLinks()
            case .traceState:
                if let text = try optionalText() { batch.spans.append(.traceState, text) }
            default: try rareSpanField(member)
            }
        }
        if trace == noTrace { noteMissingTrace(traceText, of: start) }
        if !unknownNames.isEmpty { try keepUnknownNames(of: .span) }
        batch.spans.makeRoom()
        batch.spans.set(SpanColumn.trace, trace)
        batch.spans.set(SpanColumn.spanID, span)
        batch.spans.set(SpanColumn.parentSpanID, parent)
        batch.spans.set(SpanColumn.startTime, startTime)
        batch.spans.set(SpanColumn.endTime, endTime)
        batch.spans.set(SpanColumn.name, name ?? emptyString())
        batch.spans.set(SpanColumn.kind, kind)
        batch.spans.set(SpanColumn.statusCode, statusCode)
        batch.spans.set(SpanColumn.resource, 0)
        batch.spans.set(SpanColumn.scope, 0)
        batch.spans.finishRow()
    }

    private mutating func rareSpanField(_ member: JSONKey) throws(ReadFailure) {
        let field: Field
        switch member {
        case .flags: field = .flags
        case .droppedAttributesCount: field = .droppedAttributesCount
        case .droppedEventsCount: field = .droppedEventsCount
        case .droppedLinksCount: field = .droppedLinksCount
        default: return try skip(member)
        }
        let count = try unsigned32()
        if count != 0 { batch.spans.append(field, count) }
    }

    mutating func emptyString() -> UInt64 {
        UInt64(batch.strings.intern(UnsafeRawBufferPointer(start: nil, count: 0)))
    }

    private mutating func status() throws(ReadFailure) -> UInt64 {
        if try scanner.null() { return 0 }
        try scanner.beginObject()
        var code: UInt64 = 0
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .code: code = try enumeration(.statusCode)
            case .message:
                if let text = try optionalText() { batch.spans.append(.statusMessage, text) }
            default: try scanner.skipValue()
            }
        }
        return code
    }

    private mutating func spanEvents() throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var isFirst = true
        while try scanner.nextElement(&isFirst) { try spanEvent() }
    }

    private mutating func spanEvent() throws(ReadFailure) {
        try scanner.beginObject()
        var time: UInt64 = 0
        var name: UInt64?
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .time: time = try scanner.unsigned()
            case .name: name = try optionalText()
            case .attributes: try attributes(of: .spanEvent)
            case .droppedAttributesCount:
                let count = try unsigned32()
                if count != 0 { batch.spanEvents.append(.droppedAttributesCount, count) }
            default: try scanner.skipValue()
            }
        }
        batch.spanEvents.makeRoom()
        batch.spanEvents.set(SpanEventColumn.parentRow, UInt64(batch.spans.rowCount))
        batch.spanEvents.set(SpanEventColumn.time, time)
        batch.spanEvents.set(SpanEventColumn.name, name ?? emptyString())
        batch.spanEvents.finishRow()
    }

    private mutating func spanLinks() throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var isFirst = true
        while try scanner.nextElement(&isFirst) { try spanLink() }
    }

    private mutating func spanLink() throws(ReadFailure) {
        try scanner.beginObject()
        var trace = noTrace
        var span: UInt64 = 0
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .traceID:
                let id = try scanner.traceID()
                if id.id != .none { trace = UInt64(batch.content.traces.intern(id.id)) }
                if let text = id.text {
                    batch.spanLinks.append(.traceIDText, try intern(text))
                    noteID("traceId", text, isNone: id.id == .none)
                }
            case .spanID:
                let id = try scanner.spanID()
                span = id.id.bits
                if let text = id.text {
                    batch.spanLinks.append(.spanIDText, try intern(text))
                    noteID("spanId", text, isNone: span == 0)
                }
            case .traceState:
                if let text = try optionalText() { batch.spanLinks.append(.traceState, text) }
            case .attributes: try attributes(of: .spanLink)
            case .droppedAttributesCount, .flags:
                let field: Field = member == .flags ? .flags : .droppedAttributesCount
                let count = try unsigned32()
                if count != 0 { batch.spanLinks.append(field, count) }
            default: try scanner.skipValue()
            }
        }
        batch.spanLinks.makeRoom()
        batch.spanLinks.set(SpanLinkColumn.parentRow, UInt64(batch.spans.rowCount))
        batch.spanLinks.set(SpanLinkColumn.trace, trace)
        batch.spanLinks.set(SpanLinkColumn.spanID, span)
        batch.spanLinks.finishRow()
    }
}
