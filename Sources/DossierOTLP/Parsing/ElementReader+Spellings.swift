internal import DossierColumns

/// Attributes written like earlier ones: the same bytes up to the value, a scalar, and two braces
/// after it. The same bytes mean the same key and type, so neither is looked up again.
extension ElementReader {
    private static let closingBraces = UInt16(UInt8(ascii: "}")) << 8 | UInt16(UInt8(ascii: "}"))

    /// Reads an attribute whose spelling was noted; if it was not, returns false and does nothing.
    @inline(__always)
    mutating func spelledAttribute(of owner: AttributeOwner) throws(ReadFailure) -> Bool {
        guard try scanner.peek() == UInt8(ascii: "{") else { return false }
        let start = scanner.position
        let text = UnsafeRawPointer(scanner.base + start)
        let found = batch.next(of: owner, spelledAt: text)
        guard let found else { return false }
        scanner.position = start + found.byteCount
        guard let word = try spelledValue(found.value) else {
            scanner.position = start
            return false
        }
        batch.appendAttribute(found.shape, word, to: owner)
        return true
    }

    /// The value after a spelling, past the two braces that follow it; nil if the value is of
    /// another kind, or not followed by them.
    @inline(__always)
    private mutating func spelledValue(_ kind: SpelledValue) throws(ReadFailure) -> UInt64? {
        let word: UInt64
        switch kind {
        case .string:
            scanner.position -= 1
            let text = try scanner.text()
            guard closesAttribute() else { return nil }
            word = try intern(text)
        case .quotedInt:
            scanner.position -= 1
            word = UInt64(bitPattern: try scanner.signed())
            guard closesAttribute() else { return nil }
        case .int:
            guard scanner.isDigitOrMinus else { return nil }
            word = UInt64(bitPattern: try scanner.signed())
            guard closesAttribute() else { return nil }
        case .double:
            guard scanner.isDigitOrMinus, let bits = try scanner.doubleBits() else { return nil }
            word = bits
            guard closesAttribute() else { return nil }
        case .bool:
            guard let value = try scanner.bool() else { return nil }
            word = value ? 1 : 0
            guard closesAttribute() else { return nil }
        }
        scanner.position += 2
        return word
    }

    @inline(__always)
    private func closesAttribute() -> Bool {
        UnsafeRawPointer(scanner.base + scanner.position).loadUnaligned(as: UInt16.self)
            == Self.closingBraces
    }

    /// Notes the spelling of the attribute that was just read, if it is a key followed by a scalar.
    mutating func noteSpelling(
        of owner: AttributeOwner,
        from start: Int,
        key: JSONText,
        type: ValueType
    ) {
        guard let spelling = spelling(from: start, key: key), spelling.kind.type == type else {
            return
        }
        let text = UnsafeRawBufferPointer(
            start: scanner.base + start,
            count: spelling.byteCount
        )
        batch.noteSpelling(of: owner, text, kind: spelling.kind)
    }

    /// The length of `{"key":"…","value":{"…Value":` and the kind of the scalar after it; nil if
    /// the attribute that ends at the position is written differently.
    private func spelling(from start: Int, key: JSONText) -> (byteCount: Int, kind: SpelledValue)? {
        guard key.start == start + Self.keyPrefix.utf8CodeUnitCount,
            has(Self.keyPrefix, at: start)
        else { return nil }
        for (middle, kind, isQuoted) in Self.spelledMembers {
            guard has(middle, at: key.end) else { continue }
            let value = key.end + middle.utf8CodeUnitCount
            let quote: Int = scanner.base[value] == UInt8(ascii: "\"") ? 1 : 0
            if kind == .int, quote == 1 { return (value + 1 - start, .quotedInt) }
            return (quote == 1) == isQuoted ? (value + quote - start, kind) : nil
        }
        return nil
    }

    private static let keyPrefix: StaticString = "{\"key\":\""

    private static let spelledMembers:
        [(middle: StaticString, kind: SpelledValue, isQuoted: Bool)] = [
            ("\",\"value\":{\"stringValue\":", .string, true),
            ("\",\"value\":{\"intValue\":", .int, false),
            ("\",\"value\":{\"doubleValue\":", .double, false),
            ("\",\"value\":{\"boolValue\":", .bool, false),
        ]

    private func has(_ text: StaticString, at position: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= scanner.limit else { return false }
        return equalBytes(
            UnsafeRawBufferPointer(start: scanner.base + position, count: count),
            UnsafeRawBufferPointer(start: text.utf8Start, count: count)
        )
    }
}

extension Scanner {
    /// Whether a number, and not a string or literal, comes next.
    @inline(__always)
    var isDigitOrMinus: Bool {
        let byte = base[position]
        return byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
    }
}

extension SpelledValue {
    /// The type of the value, unless it is null.
    fileprivate var type: ValueType {
        switch self {
        case .string: .string
        case .quotedInt, .int: .int
        case .double: .double
        case .bool: .bool
        }
    }
}
