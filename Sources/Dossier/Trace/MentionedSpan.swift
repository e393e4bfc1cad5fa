internal import DossierColumns

extension LogRecord {
    /// The id of the span that a record names without belonging to it: in an attribute, else in its
    /// body; nil if it names none.
    var mentionedSpanID: SpanID? {
        attributes.lazy.compactMap(\.mentionedSpanID).first ?? body.mentionedSpanID
    }
}

extension Attribute {
    fileprivate var mentionedSpanID: SpanID? {
        switch MentionKey(key.utf8) {
        case .span:
            switch value {
            case .string(let text): SpanID(bits: MentionKey.spanID(value: Array(text.utf8)) ?? 0)
            case .int(let number): SpanID(bits: UInt64(bitPattern: number))
            default: nil
            }
        case .trace, .text, nil: value.mentionedSpanID
        }
    }
}

extension AttributeValue {
    /// The first span that texts of the value name.
    fileprivate var mentionedSpanID: SpanID? {
        var pending = [self]
        while let value = pending.popLast() {
            switch value {
            case .string(let text), .json(let text):
                if let id = SpanID(bits: MentionKey.spanID(in: Array(text.utf8)) ?? 0) {
                    return id
                }
            case .array(let values): pending += values.reversed()
            case .list(let members):
                for member in members where MentionKey(member.key.utf8) == .span {
                    if case .string(let text) = member.value,
                        let id = SpanID(bits: MentionKey.spanID(value: Array(text.utf8)) ?? 0)
                    {
                        return id
                    }
                }
                pending += members.map(\.value).reversed()
            default: break
            }
        }
        return nil
    }
}
