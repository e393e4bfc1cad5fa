internal import DossierColumns

/// `Span` in protobuf form.
extension ElementReader {
    /// Reads one span, with its events and links.
    ///
    /// Its resource and scope are filled in later.
    mutating func span(_ message: WireReader) throws(ReadFailure) {
        var message = message
        let start = message.position
        var trace: TraceID?
        var span: SpanID?
        var parent: SpanID?
        var startTime: UInt64 = 0
        var endTime: UInt64 = 0
        var name: UInt64?
        var kind: UInt64 = 0
        var statusCode: UInt64 = 0
        var hasOverflow = false
        while let field = try message.nextField() {
            switch field {
            case .bytes(1): trace = try message.traceID()
            case .bytes(2): span = try message.spanID()
            case .bytes(3): try append(&message, .traceState, to: .span)
            case .bytes(4): parent = try message.spanID()
            case .bytes(5): name = intern(try message.content())
            case .varint(6): kind = try enumeration(&message, "kind")
            case .fixed64(7): startTime = try message.fixed64()
            case .fixed64(8): endTime = try message.fixed64()
            case .bytes(9):
                if hasOverflow { throw .invalid("too many attribute names", at: message.position) }
                try attribute(of: .span, try message.content())
            case .bytes(11), .bytes(13):
                if overflowCount > 0 {
                    // Events and links may need the list.
                    finishOverflow(of: .span)
                    hasOverflow = true
                }
                let child = try message.content()
                if field == .bytes(11) { try spanEvent(child) } else { try spanLink(child) }
            case .bytes(15): try status(try message.content(), code: &statusCode)
            default: try rareSpanField(field, &message)
            }
        }
        if overflowCount > 0 { finishOverflow(of: .span) }
        let traceWord = word(trace, of: .span)
        if traceWord == noTrace {
            anomalies.note(.spanWithoutTrace, trace == nil ? "" : Self.zeroTraceID, at: start)
        }
        let spanWord = word(span, of: .span)
        let parentWord = word(parent, .parentSpanIDText, of: .span)
        batch.spans.makeRoom()
        batch.spans.set(SpanColumn.trace, traceWord)
        batch.spans.set(SpanColumn.spanID, spanWord)
        batch.spans.set(SpanColumn.parentSpanID, parentWord)
        batch.spans.set(SpanColumn.startTime, startTime)
        batch.spans.set(SpanColumn.endTime, endTime)
        batch.spans.set(SpanColumn.name, name ?? emptyString())
        batch.spans.set(SpanColumn.kind, kind)
        batch.spans.set(SpanColumn.statusCode, statusCode)
        batch.spans.set(SpanColumn.resource, 0)
        batch.spans.set(SpanColumn.scope, 0)
        batch.spans.finishRow()
    }

    private mutating func rareSpanField(
        _ field: WireField,
        _ message: inout WireReader
    ) throws(ReadFailure) {
        switch field {
        case .varint(10):
            try appendCount(&message, .droppedAttributesCount, "droppedAttributesCount", .span)
        case .varint(12):
            try appendCount(&message, .droppedEventsCount, "droppedEventsCount", .span)
        case .varint(14):
            try appendCount(&message, .droppedLinksCount, "droppedLinksCount", .span)
        case .fixed32(16): try appendFlags(&message, to: .span)
        default: try message.skip(field)
        }
    }

    private mutating func status(
        _ message: WireReader,
        code: inout UInt64
    ) throws(ReadFailure) {
        var message = message
        while let field = try message.nextField() {
            switch field {
            case .bytes(2): try append(&message, .statusMessage, to: .span)
            case .varint(3): code = try enumeration(&message, "code")
            default: try message.skip(field)
            }
        }
    }

    private mutating func spanEvent(_ message: WireReader) throws(ReadFailure) {
        var message = message
        var time: UInt64 = 0
        var name: UInt64?
        while let field = try message.nextField() {
            switch field {
            case .fixed64(1): time = try message.fixed64()
            case .bytes(2): name = intern(try message.content())
            case .bytes(3): try attribute(of: .spanEvent, try message.content())
            case .varint(4):
                try appendCount(
                    &message,
                    .droppedAttributesCount,
                    "droppedAttributesCount",
                    .spanEvent
                )
            default: try message.skip(field)
            }
        }
        if overflowCount > 0 { finishOverflow(of: .spanEvent) }
        batch.spanEvents.makeRoom()
        batch.spanEvents.set(SpanEventColumn.parentRow, UInt64(batch.spans.rowCount))
        batch.spanEvents.set(SpanEventColumn.time, time)
        batch.spanEvents.set(SpanEventColumn.name, name ?? emptyString())
        batch.spanEvents.finishRow()
    }

    private mutating func spanLink(_ message: WireReader) throws(ReadFailure) {
        var message = message
        var trace: TraceID?
        var span: SpanID?
        while let field = try message.nextField() {
            switch field {
            case .bytes(1): trace = try message.traceID()
            case .bytes(2): span = try message.spanID()
            case .bytes(3): try append(&message, .traceState, to: .spanLink)
            case .bytes(4): try attribute(of: .spanLink, try message.content())
            case .varint(5):
                try appendCount(
                    &message,
                    .droppedAttributesCount,
                    "droppedAttributesCount",
                    .spanLink
                )
            case .fixed32(6): try appendFlags(&message, to: .spanLink)
            default: try message.skip(field)
            }
        }
        if overflowCount > 0 { finishOverflow(of: .spanLink) }
        let (traceWord, spanWord) = (word(trace, of: .spanLink), word(span, of: .spanLink))
        batch.spanLinks.makeRoom()
        batch.spanLinks.set(SpanLinkColumn.parentRow, UInt64(batch.spans.rowCount))
        batch.spanLinks.set(SpanLinkColumn.trace, traceWord)
        batch.spanLinks.set(SpanLinkColumn.spanID, spanWord)
        batch.spanLinks.finishRow()
    }
}
