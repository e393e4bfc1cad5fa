internal import DossierColumns
internal import DossierPrimitives

extension ElementReader {
    /// Reads a list of attributes into the row being built.
    mutating func attributes(of owner: AttributeOwner) throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            try attribute(of: owner)
        }
        if overflowCount > 0 { finishOverflow(of: owner) }
    }

    @inline(__always)
    private mutating func attribute(of owner: AttributeOwner) throws(ReadFailure) {
        if overflowCount == 0, try spelledAttribute(of: owner) { return }
        try scanner.beginObject()
        let start = scanner.position - 1
        var key = JSONText(start: start, end: start, hasEscapes: false)
        var value: (type: ValueType, word: UInt64) = (.empty, 0)
        var (hasValue, hasOther) = (false, false)
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .key: key = try scanner.textOrNumber() ?? key
            case .value:
                value = try anyValue()
                hasValue = true
            default:
                try scanner.skipValue()
                hasOther = true
            }
        }
        if hasOther, !hasValue { try noteAttributeMembers(at: start) }
        // Once one does not fit, all go there: this keeps their order.
        if overflowCount > 0 { return try overflow(from: start) }
        let name = try scanner.bytes(key)
        guard batch.appendAttribute(key: name, value, to: owner) else {
            return try overflow(from: start)
        }
        noteSpelling(of: owner, from: start, key: key, type: value.type)
    }

    /// Keeps an attribute in the row's overflow list; the attribute starts at `start`.
    private mutating func overflow(from start: Int) throws(ReadFailure) {
        if overflowCount == 0 {
            overflow.removeAll()
            overflow.beginList()
        }
        let end = scanner.position
        scanner.position = start
        swap(&composite, &overflow)
        anomalies.isMuted = true
        defer {
            swap(&composite, &overflow)
            anomalies.isMuted = false
        }
        try compositeMember(depth: 0)
        scanner.position = end
        overflowCount += 1
    }

    /// Ends the row's overflow list and adds it to the row.
    mutating func finishOverflow(of owner: AttributeOwner) {
        overflow.end(count: overflowCount)
        let word = UInt64(batch.strings.intern(overflow.bytes))
        overflowCount = 0
        batch.append(.overflow, word, to: owner)
    }

    /// Reads an `AnyValue` as a word of a column.
    @inline(__always)
    mutating func anyValue() throws(ReadFailure) -> (type: ValueType, word: UInt64) {
        if try scanner.null() { return (.empty, 0) }
        try scanner.beginObject()
        let open = scanner.position
        var value: (type: ValueType, word: UInt64) = (.empty, 0)
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            let start = scanner.position
            let next = try memberValue(member)
            if next.type != .empty {
                guard value.type == .empty else {
                    throw .invalid("value with more than one type", at: start)
                }
                value = next
            }
        }
        if value.type == .empty, !isFirst { try noteNullMembers(after: open) }
        return value
    }

    @inline(__always)
    private mutating func memberValue(
        _ member: JSONKey
    ) throws(ReadFailure) -> (type: ValueType, word: UInt64) {
        switch member {
        case .stringValue:
            guard let text = try string() else { return (.empty, 0) }
            return (.string, try intern(text))
        case .intValue:
            if try scanner.null() { return (.empty, 0) }
            return (.int, UInt64(bitPattern: try scanner.signed()))
        case .doubleValue:
            guard let bits = try scanner.doubleBits() else { return (.empty, 0) }
            return (.double, bits)
        case .boolValue:
            guard let value = try scanner.bool() else { return (.empty, 0) }
            return (.bool, value ? 1 : 0)
        case .bytesValue:
            guard let bytes = try bytes() else { return (.empty, 0) }
            return (.bytes, UInt64(batch.strings.intern(bytes)))
        case .arrayValue, .listValue:
            if try scanner.null() { return (.empty, 0) }
            composite.removeAll()
            try compositeList(hasKeys: member == .listValue, depth: 0)
            return (.composite, UInt64(batch.strings.intern(composite.bytes)))
        default: return try unusualValue(member)
        }
    }

    /// Reads a member that `AnyValue` does not have: `value`, around a value that is wrapped once
    /// more, or a member whose name begins with a capital; else it is counted.
    @inline(never)
    private mutating func unusualValue(
        _ member: JSONKey
    ) throws(ReadFailure) -> (type: ValueType, word: UInt64) {
        guard let member = try unusualValueMember(member) else { return (.empty, 0) }
        guard member == .value else { return try capitalisedValue(member) }
        guard valueWrapperDepth < Self.wrapperLimit else {
            try skipNoting(valueKind)
            return (.empty, 0)
        }
        valueWrapperDepth += 1
        let value = try anyValue()
        valueWrapperDepth -= 1
        return value
    }

    /// Reads a member of `AnyValue` whose name begins with a capital.
    private mutating func capitalisedValue(
        _ member: JSONKey
    ) throws(ReadFailure) -> (type: ValueType, word: UInt64) {
        member.isValue ? try memberValue(member) : (.empty, 0)
    }

    /// A string; nil for `null`.
    @inline(__always)
    mutating func string() throws(ReadFailure) -> JSONText? {
        if try scanner.peek() == UInt8(ascii: "\"") { return try scanner.text() }
        guard try scanner.null() else {
            throw .invalid("expected a string", at: scanner.position)
        }
        return nil
    }

    /// Bytes in base64, or as a list of numbers; nil for `null`.
    mutating func bytes() throws(ReadFailure) -> [UInt8]? {
        let start = scanner.position
        if try scanner.peek() == UInt8(ascii: "[") { return try byteList() }
        guard let text = try string() else { return nil }
        guard let bytes = decodeBase64(try scanner.bytes(text)) else {
            throw .invalid("invalid base64", at: start)
        }
        return bytes
    }
}
