internal import DossierColumns

/// `LogRecord` in protobuf form.
extension ElementReader {
    /// Reads one log record.
    ///
    /// Its resource and scope are filled in later.
    mutating func logRecord(_ message: WireReader) throws(ReadFailure) {
        var message = message
        var trace: TraceID?
        var span: SpanID?
        var body: (type: ValueType, word: UInt64) = (.empty, 0)
        var time: UInt64 = 0
        var observedTime: UInt64 = 0
        var severity: UInt64 = 0
        while let field = try message.nextField() {
            switch field {
            case .fixed64(1): time = try message.fixed64()
            case .varint(2): severity = try enumeration(&message, "severityNumber")
            case .bytes(3): try append(&message, .severityText, to: .logRecord)
            case .bytes(5):
                let value = try self.body(try message.content())
                if value.type != .empty { body = value }
            case .bytes(6): try attribute(of: .logRecord, try message.content())
            case .varint(7):
                try appendCount(
                    &message,
                    .droppedAttributesCount,
                    "droppedAttributesCount",
                    .logRecord
                )
            case .fixed32(8): try appendFlags(&message, to: .logRecord)
            case .bytes(9): trace = try message.traceID()
            case .bytes(10): span = try message.spanID()
            case .fixed64(11): observedTime = try message.fixed64()
            case .bytes(12): try append(&message, .eventName, to: .logRecord)
            default: try message.skip(field)
            }
        }
        if overflowCount > 0 { finishOverflow(of: .logRecord) }
        if body.type != .empty { batch.logRecords.append(.body, type: body.type, body.word) }
        let (traceWord, spanWord) = (word(trace, of: .logRecord), word(span, of: .logRecord))
        batch.logRecords.makeRoom()
        batch.logRecords.set(LogRecordColumn.trace, traceWord)
        batch.logRecords.set(LogRecordColumn.spanID, spanWord)
        batch.logRecords.set(LogRecordColumn.time, time)
        batch.logRecords.set(LogRecordColumn.observedTime, observedTime)
        batch.logRecords.set(LogRecordColumn.severityNumber, severity)
        batch.logRecords.set(LogRecordColumn.resource, 0)
        batch.logRecords.set(LogRecordColumn.scope, 0)
        batch.logRecords.finishRow()
    }

    private mutating func body(
        _ message: WireReader
    ) throws(ReadFailure) -> (type: ValueType, word: UInt64) {
        valueKind = .bodyMember
        let value = try anyValue(message)
        valueKind = .attributeValueMember
        return value
    }
}
