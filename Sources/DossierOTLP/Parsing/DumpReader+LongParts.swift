internal import DossierColumns

/// A part of the input that is too long to be held: its beginning, while the rest is passed over.
struct LongPart {
    let offset: UInt64
    let head: [UInt8]
}

extension DumpReader {
    /// Passes over one value, of which as much is held as the window takes: if it is damaged, it is
    /// set aside as a whole.
    ///
    /// If it is longer its beginning is left in `longPart`.
    mutating func passOverValue() throws(ValueStop) {
        let start = offset
        pins.append(start)
        defer { if longPart == nil { removePin(start) } }
        var skip = ValueSkip()
        while true {
            do {
                return try skip.run(&elements.scanner)
            } catch {
                if error.kind == .truncated, try refillPassing(from: start) { continue }
                if longPart == nil { elements.scanner.position = position(of: start) }
                throw .failure(error)
            }
        }
    }

    /// Reads more input behind a part that starts at a pin; false at the end of the input.
    ///
    /// If the part fills the window, its beginning becomes `longPart`, and it is held no longer.
    mutating func refillPassing(from start: UInt64) throws(ValueStop) -> Bool {
        do {
            return try refill()
        } catch {
            guard isTooLong(error), longPart == nil, isFirstPin(start) else { throw error }
            let head = position(of: start)
            longPart = LongPart(
                offset: start,
                head: Array(
                    UnsafeBufferPointer(
                        start: elements.scanner.base + head,
                        count: min(Self.rejectionByteLimit, elements.scanner.limit - head)
                    )
                )
            )
            removePin(start)
            return try refill()
        }
    }

    func isTooLong(_ stop: ValueStop) -> Bool {
        if case .failure(let failure) = stop { failure.kind == .tooLong } else { false }
    }

    /// Whether no pin keeps anything before `start` in the window.
    func isFirstPin(_ start: UInt64) -> Bool {
        pins.allSatisfy { $0 >= start }
    }

    mutating func removePin(_ start: UInt64) {
        if let index = pins.lastIndex(of: start) { pins.remove(at: index) }
    }

    /// Sets aside what was passed over, from `start` or where the part starts that was too long.
    mutating func rejectPart(from start: UInt64, _ reason: String, isTail: Bool = false) {
        guard let part = longPart else {
            return rejectRange(from: start, to: offset, reason: reason, isTail: isTail)
        }
        longPart = nil
        rejectLongPart(part, reason, isTail: isTail)
    }

    /// Sets aside the beginning of a part that ends at the scanner.
    mutating func rejectLongPart(_ part: LongPart, _ reason: String, isTail: Bool = false) {
        outcome.rejectedCount += 1
        keep(
            RejectedValue(
                input: number,
                byteOffset: part.offset,
                reason: "\(reason); kept are the first \(part.head.count) bytes, not the rest up to"
                    + " byte \(offset)",
                bytes: part.head,
                isTail: isTail
            )
        )
    }

    /// Why something was not read that is longer than the window.
    func tooLongReason(_ what: String) -> String {
        "\(what) is longer than \(windowByteLimit >> 20) MiB, the most that can be read:"
            + " shorten it in the dump and ingest it again"
    }
}
