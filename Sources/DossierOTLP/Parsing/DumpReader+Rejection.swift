internal import DossierColumns

extension DumpReader {
    /// Rejects the value at the scanner, which is well-formed JSON, and skips it.
    mutating func rejectValue(_ reason: String) throws(ValueStop) {
        let start = offset
        try window.skipValue(&elements.scanner)
        rejectSkipped(from: start, reason)
    }

    /// Rejects a value that stands where elements should be.
    ///
    /// It counts as an element, so that it is rejected only once when its input is resumed.
    mutating func rejectElement(_ reason: String) throws(ValueStop) {
        try refuseRequest()
        if progress.isNextStored {
            try skipValue()
        } else {
            try rejectValue(reason)
        }
        progress.elementCount += 1
    }

    /// Rejects the entry or scope that starts at an offset which is still in the window.
    mutating func rejectWhole(from start: UInt64, _ reason: String) throws(ValueStop) {
        moveBack(to: start)
        window.unpin(start)
        try rejectElement(reason)
    }

    /// The reason for rejecting the entry or scope that starts at an offset, if the failure costs
    /// no more than that; else nil.
    func rejectionReason(_ stop: ValueStop, from start: UInt64) -> String? {
        if stop.isTooLong, window.isPinned(start), window.isFirstPin(start) {
            return tooLongReason("entry up to its resource or scope")
        }
        guard case .failure(let failure) = stop, failure.kind == .invalid else { return nil }
        return reason(of: failure)
    }

    /// Rejects a part of the input that is in the window.
    mutating func rejectRange(
        from start: UInt64,
        to end: UInt64,
        reason: String,
        isTail: Bool = false,
        count: RejectionCount = RejectionCount()
    ) {
        let start = max(start, window.firstOffset)
        let end = max(start, end)
        if !isTail, window.embeddedIn == nil, let last = rejections.endOfLast(before: start..<end),
            last >= window.firstOffset
        {
            return rejections.join(bytes(last..<end), count, in: &elements.batch)
        }
        rejections.reject(
            bytes(start..<end),
            at: start,
            embeddedIn: window.embeddedIn,
            reason: reason,
            isTail: isTail,
            count: count,
            into: &elements.batch
        )
    }

    /// A part of the input that is in the window.
    private func bytes(_ range: Range<UInt64>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: elements.scanner.base + window.position(of: range.lowerBound),
            count: Int(range.upperBound - range.lowerBound)
        )
    }

    /// Rejects what is malformed in the element or entry that was read.
    mutating func rejectMalformed() {
        guard elements.malformed.valueCount > 0 else { return }
        for part in elements.malformed.parts {
            rejectRange(
                from: window.offset(of: part.range.lowerBound),
                to: window.offset(of: part.range.upperBound),
                reason: reason(of: part.failure),
                count: part.count
            )
        }
        elements.malformed.removeAll()
    }

    /// Rejects what was skipped, from `start` or from where the part starts that was too long.
    mutating func rejectSkipped(from start: UInt64, _ reason: String, isTail: Bool = false) {
        guard let part = window.oversized else {
            return rejectRange(from: start, to: offset, reason: reason, isTail: isTail)
        }
        window.oversized = nil
        rejectOversized(part, reason, isTail: isTail)
    }

    /// Rejects the beginning of a part that ends at the scanner.
    mutating func rejectOversized(
        _ part: OversizedPart,
        _ reason: String,
        isTail: Bool = false
    ) {
        rejections.reject(
            part,
            endingAt: offset,
            reason: reason,
            isTail: isTail,
            into: &elements.batch
        )
    }

    /// Rejects a value without any OTLP in it.
    mutating func rejectForeign(from start: UInt64) {
        let end = offset
        let format = ForeignFormat(
            of: UnsafeRawBufferPointer(
                start: elements.scanner.base + window.position(of: start),
                count: Int(end - start)
            )
        )
        if format == .otlpResponse {
            rejections.isRecognised = true
            return
        }
        let reason = format.map { "\($0.refusal.name), not OTLP" } ?? "JSON that is not OTLP"
        rejectRange(from: start, to: end, reason: reason)
    }

    /// Rejects everything from `start`, where the damage begins, to the next line that starts a
    /// value.
    mutating func rejectDamaged(_ failure: ReadFailure, from start: UInt64) throws(DumpStop) {
        let failureReason =
            switch failure.kind {
            case .truncated: "input ends inside a value"
            case .tooLong: tooLongReason("part of a value that is read as a whole")
            default: reason(of: failure)
            }
        let isCut = failure.kind == .truncated
        window.unpinAll()
        if window.oversized == nil { window.pin(start) }
        if isCut {
            outcome.isCutShort = true
            elements.scanner.position = elements.scanner.limit
        } else {
            if window.oversized == nil { moveBack(to: start) }
            do { try findNextValue(from: start) } catch { throw dumpStop(error) }
        }
        let count = progress.elementCount
        let kept = count > 0 ? "; \(count) elements before it were read" : ""
        rejectSkipped(from: start, failureReason + kept, isTail: isCut)
    }

    /// Moves to the next line that starts with a brace or bracket, or to the end of the input.
    ///
    /// The damaged element may be the end of a line that was cut short, and the failure further
    /// down: so the search begins with the element, not with the failure.
    private mutating func findNextValue(from start: UInt64) throws(ValueStop) {
        while true {
            let scanner = elements.scanner
            if scanner.position >= scanner.limit {
                // After the part, a line starts with a brace.
                if window.bytes.endsPart, offset != progress.offset { return }
                guard try window.refillSkipping(from: start, &elements.scanner) else { return }
                continue
            }
            let byte = scanner.base[scanner.position]
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["), scanner.position > 0,
                scanner.base[scanner.position - 1] == 0x0a, offset != progress.offset
            {
                return
            }
            elements.scanner.position += 1
        }
    }

    /// The reason of a failure, with its offset.
    func reason(of failure: ReadFailure) -> String {
        "\(failure.reason) at byte \(window.offset(of: failure.position))"
    }

    /// The reason for rejecting something longer than the window.
    func tooLongReason(_ name: String) -> String {
        "\(name) exceeds the limit of \(window.byteLimit >> 20) MiB; shorten it in the dump and"
            + " ingest it again"
    }
}
