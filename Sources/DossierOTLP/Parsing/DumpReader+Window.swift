internal import DossierColumns

/// Why a value could not be read to its end.
enum ValueStop: Error {
    case failure(ReadFailure)
    case stop(DumpStop)
}

extension DumpReader {
    /// The offset of the first byte that the scanner has at hand: in the decoded input, or in the
    /// string whose content is read.
    var firstOffset: UInt64 { embeddedIn == nil ? window.offset : 0 }

    /// The offset of the scanner.
    var offset: UInt64 { firstOffset + UInt64(elements.scanner.position) }

    /// The scanner's position of an offset that a pin, or the scanner, keeps at hand.
    func position(of offset: UInt64) -> Int { Int(max(offset, firstOffset) - firstOffset) }

    /// Reads more input behind what is pinned or not yet read; false at the end.
    ///
    /// Fails with `tooLong`, and nothing changed, if that fills the window already.
    mutating func refill() throws(ValueStop) -> Bool {
        if embeddedIn != nil { return false }
        guard !isWindowFull else { throw .failure(.tooLong(at: elements.scanner.position)) }
        let start = offset
        let isMore: Bool
        do {
            isMore = try window.refill(
                keepingFrom: positionKept,
                byteLimit: windowByteLimit
            )
        } catch {
            throw .stop(.input(error))
        }
        // Also at the end of the input the window may have moved in memory.
        elements.scanner.base = UnsafePointer(window.base)
        elements.scanner.position = position(of: start)
        elements.scanner.limit = window.limit
        if isMore { progressed(window.encodedBytesRead) }
        return isMore
    }

    /// The position of the first byte that a refill keeps.
    private var positionKept: Int {
        var keep = offset
        for pin in pins where pin < keep { keep = pin }
        // One byte more tells whether what follows starts a line.
        return max(position(of: keep) - 1, 0)
    }

    /// Whether more input could not be read behind what is pinned or not yet read.
    var isWindowFull: Bool {
        embeddedIn == nil && !window.isAtEnd && window.limit - positionKept >= windowByteLimit
    }

    /// Whether as much is held behind a pin as is held for a resource or scope that may come last.
    var holdsMuch: Bool {
        embeddedIn == nil && elements.scanner.position - positionKept >= heldByteLimit
    }

    /// A quarter of what the window may hold.
    var heldByteLimit: Int { windowByteLimit / 4 }

    /// Runs `read`, again and with more input each time the input at hand was too short for it.
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

    mutating func nextMember(_ isFirst: inout Bool) throws(ValueStop) -> Key? {
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

    /// Passes over a member that an entry does not have, unless it begins a request.
    mutating func skip(_ member: Key) throws(ValueStop) {
        if member.isRequest {
            throw .failure(
                .syntax("a request begins inside another one", at: elements.scanner.position)
            )
        }
        try skipValue()
    }

    mutating func skipValue() throws(ValueStop) {
        try passOverValue()
        longPart = nil
    }
}
