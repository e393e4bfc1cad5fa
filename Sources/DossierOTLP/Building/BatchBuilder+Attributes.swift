internal import DossierColumns

/// The tables whose rows have attributes of their own.
enum AttributeOwner {
    case span, spanEvent, spanLink, logRecord, exemplar
}

/// Calls for the rows of an owner that is known when the batch is built.
extension BatchBuilder {
    @inline(__always)
    mutating func append(_ field: Field, _ word: UInt64, to owner: AttributeOwner) {
        switch owner {
        case .span: spans.append(field, word)
        case .spanEvent: spanEvents.append(field, word)
        case .spanLink: spanLinks.append(field, word)
        case .logRecord: logRecords.append(field, word)
        case .exemplar: exemplars.append(field, word)
        }
    }

    @inline(never)
    mutating func remove(_ field: Field, from owner: AttributeOwner) {
        switch owner {
        case .span: spans.remove(field)
        case .spanEvent: spanEvents.remove(field)
        case .spanLink: spanLinks.remove(field)
        case .logRecord: logRecords.remove(field)
        case .exemplar: exemplars.remove(field)
        }
    }

    @inline(__always)
    mutating func appendAttribute(
        key: UnsafeRawBufferPointer,
        _ value: (type: ValueType, word: UInt64),
        to owner: AttributeOwner
    ) -> Bool {
        switch owner {
        case .span: spans.appendAttribute(key: key, type: value.type, value.word)
        case .spanEvent: spanEvents.appendAttribute(key: key, type: value.type, value.word)
        case .spanLink: spanLinks.appendAttribute(key: key, type: value.type, value.word)
        case .logRecord: logRecords.appendAttribute(key: key, type: value.type, value.word)
        case .exemplar: exemplars.appendAttribute(key: key, type: value.type, value.word)
        }
    }

    @inline(__always)
    mutating func appendAttribute(_ shape: UInt32, _ word: UInt64, to owner: AttributeOwner) {
        switch owner {
        case .span: spans.appendAttribute(shape, word)
        case .spanEvent: spanEvents.appendAttribute(shape, word)
        case .spanLink: spanLinks.appendAttribute(shape, word)
        case .logRecord: logRecords.appendAttribute(shape, word)
        case .exemplar: exemplars.appendAttribute(shape, word)
        }
    }

    @inline(__always)
    mutating func next(
        of owner: AttributeOwner,
        spelledAt text: UnsafeRawPointer
    ) -> (shape: UInt32, byteCount: Int, value: SpelledValue)? {
        switch owner {
        case .span: spans.next(spelledAt: text)
        case .spanEvent: spanEvents.next(spelledAt: text)
        case .spanLink: spanLinks.next(spelledAt: text)
        case .logRecord: logRecords.next(spelledAt: text)
        case .exemplar: exemplars.next(spelledAt: text)
        }
    }

    mutating func noteSpelling(
        of owner: AttributeOwner,
        _ text: UnsafeRawBufferPointer,
        kind: SpelledValue
    ) {
        switch owner {
        case .span: spans.noteSpelling(text, kind: kind)
        case .spanEvent: spanEvents.noteSpelling(text, kind: kind)
        case .spanLink: spanLinks.noteSpelling(text, kind: kind)
        case .logRecord: logRecords.noteSpelling(text, kind: kind)
        case .exemplar: exemplars.noteSpelling(text, kind: kind)
        }
    }
}
