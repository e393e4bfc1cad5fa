internal import DossierColumns

/// Notes what an input has where OTLP expects something else; never called for valid OTLP.
extension ElementReader {
    /// How often a value may be wrapped in `{"value": …}`.
    static let wrapperLimit = 8

    /// Skips the value of a member and notes the member, unless it is `null`.
    mutating func skipNoting(_ kind: InputAnomaly.Kind) throws(ReadFailure) {
        if try scanner.null() { return }
        let key = scanner.keyBeforeValue()
        anomalies.note(kind, scanner.rawBytes(key), at: key.start - 1)
        try scanner.skipValue()
    }

    /// What a member of a value means that `AnyValue` does not have: one that it has, if only the
    /// name is capitalised, or `value` around a value that is wrapped once more.
    ///
    /// Skips any other member, notes it unless it is null, and returns nil.
    mutating func unusualValueMember(_ member: JSONKey) throws(ReadFailure) -> JSONKey? {
        if try scanner.null() { return nil }
        let meant = scanner.meantKey(member)
        if meant.isValue { return meant }
        if meant == .value, try scanner.peek() == UInt8(ascii: "{") { return .value }
        try skipNoting(valueKind)
        return nil
    }

    /// Notes the members of an attribute without a value.
    mutating func noteAttributeMembers(at start: Int) throws(ReadFailure) {
        try noteMembers(of: start, .attributeMember) { $0 == .key || $0 == .value }
    }

    /// Notes the null members of a value that has no others; `start` is after its brace.
    mutating func noteNullMembers(after start: Int) throws(ReadFailure) {
        try noteMembers(of: start - 1, nil, mayBeNull: { !$0.isValue }, isKnown: { _ in true })
    }

    /// Notes the members of an object at which a value was expected and not found: those that are
    /// not known, and those that are null but may not be.
    ///
    /// The object's brace is at `start`; the scanner stays where it is. `kind` is what the members
    /// are counted as that are not null and not known. `mayBeNull` tells whether nothing is lost
    /// with a member that is null, `isKnown` whether one that is not null says nothing of the value.
    /// Returns how many members were noted.
    @discardableResult
    mutating func noteMembers(
        of start: Int,
        _ kind: InputAnomaly.Kind?,
        mayBeNull: (JSONKey) -> Bool = { _ in true },
        isKnown: (JSONKey) -> Bool
    ) throws(ReadFailure) -> Int {
        let end = scanner.position
        scanner.position = start
        try scanner.beginObject()
        var count = 0
        var isFirst = true
        while let text = try scanner.nextKey(&isFirst) {
            let key = JSONKey(try scanner.bytes(text))
            if try scanner.null() {
                if mayBeNull(key) { continue }
                anomalies.note(.nullMember, scanner.rawBytes(text), at: text.start - 1)
                count += 1
                continue
            }
            try scanner.skipValue()
            guard let kind, !isKnown(key) else { continue }
            anomalies.note(kind, scanner.rawBytes(text), at: text.start - 1)
            count += 1
        }
        scanner.position = end
        return count
    }

    /// An unsigned number of 32 bits; one that they can't hold is noted, and 0.
    @inline(__always)
    mutating func unsigned32() throws(ReadFailure) -> UInt64 {
        let start = scanner.position
        let number = try scanner.unsigned()
        return number <= UInt64(UInt32.max) ? number : outOfRange(after: start)
    }

    @inline(never)
    private mutating func outOfRange(after start: Int) -> UInt64 {
        let end = scanner.position
        scanner.position = start
        let key = scanner.keyBeforeValue()
        scanner.position = end
        anomalies.note(.numberOutOfRange, scanner.rawBytes(key), at: key.start - 1)
        return 0
    }

    /// A count of 64 bits, which can't be negative.
    @inline(__always)
    mutating func count64() throws(ReadFailure) -> UInt64 {
        let start = scanner.position
        let number = try scanner.unsigned()
        if number > UInt64(Int64.max), scanner.isNegative(after: start) {
            throw .invalid("negative count", at: start)
        }
        return number
    }

    /// Bytes as a list of numbers, which is how serde writes them.
    mutating func byteList() throws(ReadFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try scanner.beginArray()
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            let start = scanner.position
            guard let byte = UInt8(exactly: try scanner.unsigned()) else {
                throw .invalid("expected a byte", at: start)
            }
            bytes.append(byte)
        }
        return bytes
    }
}

extension Scanner {
    /// The key of the member whose value begins at the position.
    ///
    /// A quote inside a key has a backslash before it, the one that opens the key has not.
    func keyBeforeValue() -> JSONText {
        var index = position - 1
        while index > 0, base[index] != UInt8(ascii: ":") { index -= 1 }
        while index > 0, base[index] != UInt8(ascii: "\"") { index -= 1 }
        let end = index
        var hasEscapes = false
        repeat {
            index -= 1
            if base[index] == UInt8(ascii: "\\") { hasEscapes = true }
        } while index > 0 && (base[index] != UInt8(ascii: "\"") || isEscaped(index))
        return JSONText(start: min(index + 1, end), end: end, hasEscapes: hasEscapes)
    }

    private func isEscaped(_ index: Int) -> Bool {
        var first = index
        while first > 0, base[first - 1] == UInt8(ascii: "\\") { first -= 1 }
        return (index - first) % 2 == 1
    }

    /// The bytes of a text as they are written, escapes and all.
    func rawBytes(_ text: JSONText) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + text.start, count: text.count)
    }

    /// The key of the member whose value begins at the position, read as if it began with a lower
    /// letter if no key does so: serde's variants have capitals.
    func meantKey(_ member: JSONKey) -> JSONKey {
        guard member == .unknown else { return member }
        var name = Array(rawBytes(keyBeforeValue()))
        guard let first = name.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else {
            return .unknown
        }
        name[0] = first | 0x20
        return name.withUnsafeBytes { JSONKey($0) }
    }

    /// Whether the number after a position is written with a minus sign.
    func isNegative(after position: Int) -> Bool {
        var index = position
        while base[index] <= 0x20, index < limit { index += 1 }
        if base[index] == UInt8(ascii: "\"") { index += 1 }
        return base[index] == UInt8(ascii: "-")
    }
}

// Ids.
extension ElementReader {
    /// Notes an id that is kept as text if it is none, and not just zeros, which is how some write
    /// that there is none.
    mutating func noteID(_ member: StaticString, _ text: JSONText, isNone: Bool) {
        guard isNone, !isZero(text) else { return }
        anomalies.note(.unreadableID, member, at: text.start - 1)
    }

    /// Notes a span that belongs to no trace; `start` is where it begins.
    @inline(never)
    mutating func noteMissingTrace(_ text: JSONText?, of start: Int) {
        let name = text ?? JSONText(start: start, end: start, hasEscapes: false)
        anomalies.note(.spanWithoutTrace, scanner.rawBytes(name), at: text?.start ?? start)
    }

    private func isZero(_ text: JSONText) -> Bool {
        let bytes = scanner.rawBytes(text)
        return bytes.contains(UInt8(ascii: "0")) && bytes.allSatisfy { "0-xX".utf8.contains($0) }
            || bytes.contains(UInt8(ascii: "A")) && bytes.allSatisfy { "A=".utf8.contains($0) }
    }
}
