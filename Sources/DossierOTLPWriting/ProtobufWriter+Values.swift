import DossierColumns
import DossierPrimitives

extension ProtobufWriter {
    /// An `AnyValue` from a word of a column.
    mutating func anyValue(
        _ field: Int,
        _ type: ValueType,
        _ word: UInt64,
        strings: StringTable
    ) {
        if type == .composite {
            return composite(field, strings[UInt32(truncatingIfNeeded: word)])
        }
        beginMessage(field)
        switch type {
        case .string: text(1, strings[UInt32(truncatingIfNeeded: word)])
        case .bool: varint(2, word)
        case .int: varint(3, word)
        case .double: fixed64(4, word)
        case .bytes: bytes(7, strings[UInt32(truncatingIfNeeded: word)])
        default: break
        }
        endMessage()
    }

    /// The key-value pairs of a composite list, each as an element of a field.
    mutating func members(_ field: Int, _ bytes: ArraySlice<UInt8>) {
        var reader = CompositeReader(bytes)
        guard case .list(let count) = reader.next() else { return }
        for _ in 0..<count {
            guard let key = reader.key(), let value = reader.skipValue() else { return }
            beginMessage(field)
            text(1, bytes[key])
            composite(2, bytes[value])
            endMessage()
        }
    }

    /// An `AnyValue` from the composite encoding, lists inside it by a stack of what is left of
    /// them.
    mutating func composite(_ field: Int, _ bytes: ArraySlice<UInt8>) {
        let depth = self.depth
        // Damaged bytes may end inside lists.
        defer { while self.depth > depth { endMessage() } }
        var reader = CompositeReader(bytes)
        var open: [(left: Int, hasKeys: Bool)] = []
        var field = field
        while let token = reader.next() {
            beginMessage(field)
            switch token {
            case .array(let count):
                beginMessage(5)
                open.append((count, false))
            case .list(let count):
                beginMessage(6)
                open.append((count, true))
            default:
                scalar(token, bytes)
                endMessage()
                if let list = open.last, list.hasKeys { endMessage() }
            }
            while let last = open.last, last.left == 0 {
                open.removeLast()
                endMessage()
                endMessage()
                if let outer = open.last, outer.hasKeys { endMessage() }
            }
            guard let last = open.last else { return }
            open[open.count - 1].left -= 1
            field = 1
            if last.hasKeys {
                guard let key = reader.key() else { return }
                beginMessage(1)
                text(1, bytes[key])
                field = 2
            }
        }
    }

    private mutating func scalar(_ token: CompositeToken, _ bytes: ArraySlice<UInt8>) {
        switch token {
        // What is nested too deeply is kept as JSON, for which protobuf has no place.
        case .string(let range), .json(let range): text(1, bytes[range])
        case .bool(let value): varint(2, value ? 1 : 0)
        case .int(let value): varint(3, UInt64(bitPattern: value))
        case .double(let bits): fixed64(4, bits)
        case .bytes(let range): self.bytes(7, bytes[range])
        case .empty, .array, .list: break
        }
    }
}

extension ProtobufWriter {
    /// A text, which in protobuf has to be UTF-8: what is not becomes U+FFFD.
    mutating func text(_ field: Int, _ text: some Collection<UInt8>) {
        if String(validating: text, as: UTF8.self) != nil {
            bytes(field, text)
        } else {
            string(field, String(decoding: text, as: UTF8.self))
        }
    }

    /// The words of an id.
    mutating func bigEndian(_ field: Int, _ words: [UInt64]) {
        bytes(field, words.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } })
    }

    /// An id of another length, from its digits; a text that is not hexadecimal stays as it is.
    mutating func irregularID(_ field: Int, _ text: ArraySlice<UInt8>) {
        let digits = text.compactMap { hexDigitValue($0) }
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else {
            return bytes(field, text)
        }
        bytes(
            field,
            stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        )
    }

    /// A composite that is a text.
    mutating func plainText(_ field: Int, _ value: ArraySlice<UInt8>) {
        guard let text = CompositeReader.text(of: value) else { return }
        self.text(field, text)
    }

    /// A composite that is a number of 32 bits; one that they can't hold is left out.
    mutating func unsigned32(_ field: Int, _ value: ArraySlice<UInt8>) {
        var reader = CompositeReader(value)
        guard case .int(let number) = reader.next(), let number = UInt32(exactly: number) else {
            return
        }
        varint(field, UInt64(number))
    }

    /// The `EntityRef`s of a resource from a composite array.
    mutating func entityReferences(_ field: Int, _ value: ArraySlice<UInt8>) {
        for reference in CompositeReader.elements(of: value) {
            beginMessage(field)
            forEachMember(of: reference) { key, value in
                switch key {
                case "schemaUrl": plainText(1, value)
                case "type": plainText(2, value)
                case "idKeys":
                    for key in CompositeReader.elements(of: value) { plainText(3, key) }
                case "descriptionKeys":
                    for key in CompositeReader.elements(of: value) { plainText(4, key) }
                default: break
                }
            }
            endMessage()
        }
    }
}

extension CompositeReader {
    /// The bytes of a value that is a text; nil for others.
    static func text(of value: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var reader = CompositeReader(value)
        guard case .string(let range) = reader.next() else { return nil }
        return value[range]
    }

    /// The elements of an array; none for other values.
    static func elements(of value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var reader = CompositeReader(value)
        guard case .array(let count) = reader.next() else { return [] }
        var elements: [ArraySlice<UInt8>] = []
        for _ in 0..<count {
            guard let element = reader.skipValue() else { break }
            elements.append(value[element])
        }
        return elements
    }
}
