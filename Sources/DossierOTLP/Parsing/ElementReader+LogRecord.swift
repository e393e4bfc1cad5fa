internal import DossierColumns

extension ElementReader {
    /// Reads one log record.
    ///
    /// Its resource and scope are filled in later.
    mutating func logRecord() throws(ReadFailure) {
        try scanner.beginObject()
        var trace = noTrace
        var span: UInt64 = 0
        var time: UInt64 = 0
        var observedTime: UInt64 = 0
        var severity: UInt64 = 0
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .time: time = try scanner.unsigned()
            case .observedTime: observedTime = try scanner.unsigned()
            case .severityNumber: severity = try enumeration(.severity)
            case .severityText: try logRecordText(.severityText)
            case .body: try body()
            case .attributes: try attributes(of: .logRecord)
            case .traceID:
                let id = try scanner.traceID()
                if id.id != .none { trace = UInt64(batch.content.traces.intern(id.id)) }
                if let text = id.text {
                    batch.logRecords.append(.traceIDText, try intern(text))
                    noteID("traceId", text, isNone: id.id == .none)
                }
            case .spanID:
                let id = try scanner.spanID()
                span = id.id.bits
                if let text = id.text {
                    batch.logRecords.append(.spanIDText, try intern(text))
                    noteID("spanId", text, isNone: span == 0)
                }
            case .eventName: try logRecordText(.eventName)
            case .name: try logRecordText(.recordName)
            case .flags, .droppedAttributesCount:
                let field: Field = member == .flags ? .flags : .droppedAttributesCount
                let count = try unsigned32()
                if count != 0 { batch.logRecords.append(field, count) }
            default: try skip(member)
            }
        }
        if !unknownNames.isEmpty { try keepUnknownNames(of: .logRecord) }
        batch.logRecords.makeRoom()
        batch.logRecords.set(LogRecordColumn.trace, trace)
        batch.logRecords.set(LogRecordColumn.spanID, span)
        batch.logRecords.set(LogRecordColumn.time, time)
        batch.logRecords.set(LogRecordColumn.observedTime, observedTime)
        batch.logRecords.set(LogRecordColumn.severityNumber, severity)
        batch.logRecords.set(LogRecordColumn.resource, 0)
        batch.logRecords.set(LogRecordColumn.scope, 0)
        batch.logRecords.finishRow()
    }

    private mutating func logRecordText(_ field: Field) throws(ReadFailure) {
        if let text = try optionalText() { batch.logRecords.append(field, text) }
    }

    private mutating func body() throws(ReadFailure) {
        valueKind = .bodyMember
        let value = try anyValue()
        valueKind = .attributeValueMember
        if value.type != .empty { batch.logRecords.append(.body, type: value.type, value.word) }
    }
}
