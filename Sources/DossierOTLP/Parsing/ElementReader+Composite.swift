internal import DossierColumns

extension ElementReader {
    /// Reads a list of key-value pairs (`[{"key": …, "value": …}, …]`) as one composite list.
    ///
    /// Returns how many there are.
    @discardableResult
    mutating func compositeMembers(depth: Int) throws(ReadFailure) -> Int {
        composite.beginList()
        let count = try compositeMembersInList(depth: depth)
        composite.end(count: count)
        return count
    }

    /// Like `compositeMembers`, into the list that is open.
    mutating func compositeMembersInList(depth: Int) throws(ReadFailure) -> Int {
        var count = 0
        if try scanner.beginArray() {
            var isFirst = true
            while try scanner.nextElement(&isFirst) {
                try compositeMember(depth: depth)
                count += 1
            }
        }
        return count
    }

    /// Reads one `{"key": …, "value": …}`, in any order, into the open list.
    mutating func compositeMember(depth: Int) throws(ReadFailure) {
        try scanner.beginObject()
        let start = scanner.position - 1
        var key: JSONText?
        var value: Int?
        var isWritten = false
        var hasOther = false
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .key: key = try scanner.textOrNumber()
            case .value:
                _ = try scanner.peek()
                if let key, !isWritten {
                    composite.key(try scanner.bytes(key))
                    try compositeValue(depth: depth)
                    isWritten = true
                } else {
                    value = scanner.position
                    try scanner.skipValue()
                }
            default:
                try scanner.skipValue()
                hasOther = true
            }
        }
        if isWritten { return }
        if hasOther, value == nil { try noteAttributeMembers(at: start) }
        if let key { composite.key(try scanner.bytes(key)) } else { composite.key("") }
        guard let value else {
            composite.empty()
            return
        }
        let end = scanner.position
        scanner.position = value
        try compositeValue(depth: depth)
        scanner.position = end
    }

    /// Reads an `AnyValue`.
    ///
    /// Nesting is limited: deeper values are kept as JSON text.
    mutating func compositeValue(depth: Int) throws(ReadFailure) {
        if try scanner.null() {
            composite.empty()
            return
        }
        let start = scanner.position
        if depth >= Self.depthLimit {
            try scanner.skipValue()
            guard let json = compactJSON(scanner.base + start, count: scanner.position - start)
            else { throw .invalid("deeply nested value is not valid JSON", at: start) }
            json.withUnsafeBytes { composite.json($0) }
            return
        }
        try scanner.beginObject()
        let open = scanner.position
        var isWritten = false
        var isFirst = true
        while var member = try scanner.nextMember(&isFirst) {
            if try scanner.null() { continue }
            if !member.isValue {
                guard let meant = try unusualValueMember(member) else { continue }
                member = meant
            }
            guard !isWritten else {
                throw .invalid("value with more than one type", at: scanner.position)
            }
            if member == .value {
                try compositeValue(depth: depth + 1)
                isWritten = true
            } else {
                isWritten = try compositeScalarOrList(member, depth: depth)
            }
        }
        if isWritten { return }
        composite.empty()
        if !isFirst { try noteNullMembers(after: open) }
    }

    private mutating func compositeScalarOrList(
        _ member: JSONKey,
        depth: Int
    ) throws(ReadFailure) -> Bool {
        switch member {
        case .stringValue:
            guard let text = try string() else { return false }
            composite.string(try scanner.bytes(text))
        case .intValue: composite.int(try scanner.signed())
        case .doubleValue:
            guard let bits = try scanner.doubleBits() else { return false }
            composite.double(bits: bits)
        case .boolValue:
            guard let value = try scanner.bool() else { return false }
            composite.bool(value)
        case .bytesValue:
            guard let bytes = try bytes() else { return false }
            composite.blob(bytes)
        case .arrayValue, .listValue:
            try compositeList(hasKeys: member == .listValue, depth: depth)
        default:
            try scanner.skipValue()
            return false
        }
        return true
    }

    /// Reads an `ArrayValue` or a `KeyValueList`: an object with the member `values`.
    mutating func compositeList(hasKeys: Bool, depth: Int) throws(ReadFailure) {
        if hasKeys { composite.beginList() } else { composite.beginArray() }
        var count = 0
        try scanner.beginObject()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            guard member == .values || scanner.meantKey(member) == .values else {
                try skipNoting(valueKind)
                continue
            }
            guard try scanner.beginArray() else { continue }
            var isFirstValue = true
            while try scanner.nextElement(&isFirstValue) {
                if hasKeys {
                    try compositeMember(depth: depth + 1)
                } else {
                    try compositeValue(depth: depth + 1)
                }
                count += 1
            }
        }
        composite.end(count: count)
    }
}

/// JSON text without white space between its tokens, so that it is one line; nil if it has what
/// JSON forbids and `skipValue` accepts.
private func compactJSON(_ text: UnsafePointer<UInt8>, count: Int) -> [UInt8]? {
    var compact: [UInt8] = []
    compact.reserveCapacity(count)
    var isInString = false
    var index = 0
    while index < count {
        let byte = text[index]
        index += 1
        if byte == UInt8(ascii: "\"") { isInString.toggle() }
        if byte > 0x20 || isInString { compact.append(byte) }
        guard isInString else {
            if byte == UInt8(ascii: "0"), beginsNumber(compact), isDigit(text[index]) { return nil }
            continue
        }
        if byte < 0x20 { return nil }
        guard byte == UInt8(ascii: "\\") else { continue }
        let escape = text[index]
        index += 1
        compact.append(escape)
        if escape == UInt8(ascii: "u") {
            guard (0..<4).allSatisfy({ hexDigitValue(text[index + $0]) != nil }) else { return nil }
        } else if !"\"\\/bfnrt".utf8.contains(escape) {
            return nil
        }
    }
    return compact
}

/// Whether the last byte of JSON text, a digit, is the first of its number.
private func beginsNumber(_ text: [UInt8]) -> Bool {
    switch text.dropLast().last {
    case UInt8(ascii: "-"): text.dropLast(2).last.map { $0 | 0x20 } != UInt8(ascii: "e")
    case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): false
    case let byte?: !isDigit(byte)
    case nil: true
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
