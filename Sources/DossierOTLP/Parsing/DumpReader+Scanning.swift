internal import DossierColumns

/// Scanning with as much input as a token or element needs.
extension DumpReader {
    /// The offset of the scanner.
    var offset: UInt64 { window.offset(of: elements.scanner.position) }

    /// Reads more input after what is pinned or not scanned; false at the end.
    mutating func refill() throws(ValueStop) -> Bool {
        try window.refill(&elements.scanner)
    }

    /// Moves the scanner to an offset that is pinned.
    mutating func moveBack(to offset: UInt64) {
        elements.scanner.position = window.position(of: offset)
    }

    /// Runs `read`, and again after a refill each time the input in memory is too short for it.
    mutating func whole<Value>(
        _ read: (inout ElementReader) throws(ReadFailure) -> Value
    ) throws(ValueStop) -> Value {
        while true {
            let start = elements.scanner.position
            do {
                return try read(&elements)
            } catch {
                elements.scanner.position = start
                guard error.kind == .truncated else { throw .failure(error) }
                guard try refill() else { throw .failure(error) }
            }
        }
    }

    mutating func nextMember(_ isFirst: inout Bool) throws(ValueStop) -> JSONKey? {
        let wasFirst = isFirst
        isFirst = false
        return try whole { (reader) throws(ReadFailure) in
            var isFirst = wasFirst
            return try reader.scanner.nextMember(&isFirst)
        }
    }

    mutating func nextElement(_ isFirst: inout Bool) throws(ValueStop) -> Bool {
        let wasFirst = isFirst
        isFirst = false
        return try whole { (reader) throws(ReadFailure) in
            var isFirst = wasFirst
            return try reader.scanner.nextElement(&isFirst)
        }
    }

    mutating func peek() throws(ValueStop) -> UInt8 {
        try whole { (reader) throws(ReadFailure) in try reader.scanner.peek() }
    }

    /// Enters an array; false, and past it, if it is `null` or something else, which is rejected.
    mutating func beginArray() throws(ValueStop) -> Bool {
        let byte = try peek()
        if byte != UInt8(ascii: "["), byte != UInt8(ascii: "n") {
            try rejectElement("expected an array")
            return false
        }
        return try whole { (reader) throws(ReadFailure) in try reader.scanner.beginArray() }
    }

    /// Skips a member that an entry does not have, unless it begins a request.
    mutating func skip(_ member: JSONKey) throws(ValueStop) {
        if member.isRequest {
            throw .failure(.nestedRequest(at: elements.scanner.position))
        }
        try skipValue()
    }

    /// Like `skip`; returns the name of the member and where it is, unless it is null.
    mutating func skipNaming(_ member: JSONKey) throws(ValueStop) -> UnknownMembers.Member? {
        if member.isRequest { return try skip(member, naming: nil) }
        let name = Array(
            elements.scanner.rawBytes(elements.scanner.keyBeforeValue())
                .prefix(InputAnomaly.nameByteLimit)
        )
        let start = offset
        let isNull = try peek() == UInt8(ascii: "n")
        return try skip(member, naming: isNull ? nil : UnknownMembers.Member(name, at: start))
    }

    private mutating func skip(
        _ member: JSONKey,
        naming name: UnknownMembers.Member?
    ) throws(ValueStop) -> UnknownMembers.Member? {
        try skip(member)
        return name
    }

    mutating func skipValue() throws(ValueStop) {
        try window.skipValue(&elements.scanner)
        window.oversized = nil
    }

    /// Fails if a request begins here: the line before was cut short, and this is the next one.
    mutating func refuseRequest() throws(ValueStop) {
        guard try peek() == UInt8(ascii: "{") else { return }
        try whole { (reader) throws(ReadFailure) in
            let start = reader.scanner.position
            try reader.scanner.beginObject()
            var isFirst = true
            if let member = try reader.scanner.nextMember(&isFirst), member.isRequest {
                throw .nestedRequest(at: start)
            }
            reader.scanner.position = start
        }
    }
}
