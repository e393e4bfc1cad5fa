internal import DossierColumns

extension DumpReader {
    /// The most bytes kept in one rejected value; a longer part is kept in several.
    static let rejectionByteLimit = 4 << 20

    /// Sets aside the value at the scanner, which is sound JSON, and passes over it.
    mutating func rejectValue(_ reason: String, at failure: UInt64? = nil) throws(ValueStop) {
        let start = offset
        let place = failure.map { " at byte \($0)" } ?? ""
        try passOverValue()
        rejectPart(from: start, reason + place)
    }

    /// Sets aside a value that stands in place of elements; it counts as one, so that it is set
    /// aside once when its input is read on.
    mutating func rejectElement(_ reason: String) throws(ValueStop) {
        try refuseRequest()
        if elementCount < elementsToSkip {
            try skipValue()
        } else {
            try rejectValue(reason)
        }
        elementCount += 1
    }

    /// Fails if a request begins here: the line before was cut short, and this is the next one.
    mutating func refuseRequest() throws(ValueStop) {
        guard try peek() == UInt8(ascii: "{") else { return }
        try whole { (reader) throws(ReadFailure) in
            let start = reader.scanner.position
            try reader.scanner.beginObject()
            var isFirst = true
            if let member = try reader.scanner.nextMember(&isFirst), member.isRequest {
                throw .syntax("a request begins inside another one", at: start)
            }
            reader.scanner.position = start
        }
    }

    /// Sets aside a part of the input that is in the window.
    mutating func rejectRange(
        from start: UInt64,
        to end: UInt64,
        reason: String,
        isTail: Bool = false
    ) {
        let start = max(start, firstOffset)
        let end = max(start, end)
        var pieceStart = start
        outcome.rejectedCount += 1
        while pieceStart < end || start == end {
            let pieceEnd = min(end, pieceStart + UInt64(Self.rejectionByteLimit))
            let bytes = UnsafeRawBufferPointer(
                start: elements.scanner.base + position(of: pieceStart),
                count: Int(pieceEnd - pieceStart)
            )
            let rejected = RejectedValue(
                input: number,
                byteOffset: embeddedIn ?? pieceStart,
                reason: pieceStart == start ? reason : "continues the value at byte \(start)",
                bytes: Array(bytes),
                isTail: isTail
            )
            keep(rejected)
            pieceStart = pieceEnd
            if pieceStart >= end { break }
        }
    }

    /// Adds a rejected value to the batch, unless all of the input may turn out foreign.
    mutating func keep(_ rejected: RejectedValue) {
        if isRecognised {
            elements.batch.rejected.append(rejected)
            rejectedByteCount += rejected.bytes.count
        } else {
            pendingRejections.append(rejected)
            pendingByteCount += rejected.bytes.count
        }
    }

    /// Sets aside a value without any OTLP in it.
    mutating func rejectForeign(from start: UInt64) {
        let end = offset
        let format = ForeignFormat(
            of: UnsafeRawBufferPointer(
                start: elements.scanner.base + position(of: start),
                count: Int(end - start)
            )
        )
        if format == .otlpResponse {
            isRecognised = true
            return
        }
        let reason = format.map { "\($0.rawValue), not OTLP" } ?? "JSON that is not OTLP"
        rejectRange(from: start, to: end, reason: reason)
    }

    mutating func takePendingRejections() {
        elements.batch.rejected.append(contentsOf: pendingRejections)
        pendingRejections = []
    }

    /// Sets aside everything from `start`, where the damage begins, to the next line that starts a
    /// value.
    mutating func rejectDamaged(_ failure: ReadFailure, from start: UInt64) throws(DumpStop) {
        let failureOffset = firstOffset + UInt64(failure.position)
        let isCut = failure.kind == .truncated
        pins = longPart == nil ? [start] : []
        if isCut {
            outcome.isCutShort = true
            elements.scanner.position = elements.scanner.limit
        } else {
            if longPart == nil { elements.scanner.position = position(of: start) }
            do { try findNextValue(from: start) } catch { throw dumpStop(error) }
        }
        let kept = elementCount > 0 ? "; \(elementCount) elements before it were read" : ""
        let reason =
            switch failure.kind {
            case .truncated: "the input ends inside a value"
            case .tooLong: tooLongReason("a part of a value that has to be read as a whole")
            default: "\(failure.reason) at byte \(failureOffset)"
            }
        rejectPart(from: start, reason + kept, isTail: isCut)
    }

    /// Goes on to the next line that starts with a brace or bracket, or to the end of the input.
    ///
    /// The damaged element may be the end of a line that was cut short, and the failure a line
    /// further down: so the search begins with the element, not with the failure.
    private mutating func findNextValue(from start: UInt64) throws(ValueStop) {
        while true {
            let scanner = elements.scanner
            if scanner.position >= scanner.limit {
                // Behind the part a line starts with a brace.
                if window.endsPart, offset != valueOffset { return }
                guard try refillPassing(from: start) else { return }
                continue
            }
            let byte = scanner.base[scanner.position]
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["), scanner.position > 0,
                scanner.base[scanner.position - 1] == 0x0a, offset != valueOffset
            {
                return
            }
            elements.scanner.position += 1
        }
    }
}
