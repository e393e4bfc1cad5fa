internal import DossierColumns

extension DumpReader {
    /// Begins an input, or a part of it, at a point that is in its window.
    mutating func begin(_ window: InputWindow, at start: ResumePoint) {
        self.window = window
        elements.scanner = Scanner(
            base: UnsafePointer(window.base),
            position: Int(start.byteOffset - window.offset),
            limit: window.limit
        )
        outcome = DumpOutcome()
        elementsToSkip = start.elementCount
        valueOffset = start.byteOffset
        isRecognised = start.byteOffset > 0
        pendingRejections = []
        pendingByteCount = 0
        partialLine = PartialLine()
        resourceAmendment = nil
        scopeAmendment = nil
        pins = []
        checkOffset = 0
    }

    /// What the input seems to be, if its beginning can't be JSON.
    private mutating func sniff() throws(DumpStop) -> InputFormatGuess? {
        while window.limit < DecodedInput.sniffByteCount {
            do {
                guard try refill() else { break }
            } catch {
                throw dumpStop(error)
            }
        }
        return DecodedInput.sniff(
            UnsafeRawBufferPointer(
                start: elements.scanner.base,
                count: min(window.limit, DecodedInput.sniffByteCount)
            )
        )
    }

    /// Looks at the beginning of an input that is read from its start: content that can't be OTLP-
    /// JSON is refused by name.
    ///
    /// Text is read on for a while: OTLP may come further down.
    mutating func refuseForeignStart() throws(DumpStop) {
        guard valueOffset == 0 else { return }
        guess = try sniff()
        guard let guess, guess != .plainText, guess != .prometheusText else { return }
        outcome.refusal = guess.name
    }

    /// Passes over what may stand between values: white space, record separators, byte order marks,
    /// the punctuation of arrays.
    ///
    /// Returns whether a value follows in the input, or in the part of it that is read.
    mutating func findValue() throws(DumpStop) -> Bool {
        while true {
            let byte = elements.scanner.base[elements.scanner.position]
            switch byte {
            case 0x20, 0x0a, 0x0d, 0x09, 0x1e, UInt8(ascii: "["), UInt8(ascii: "]"),
                UInt8(ascii: ","):
                elements.scanner.position += 1
            case 0xef where isByteOrderMark():
                elements.scanner.position += 3
            case 0 where elements.scanner.position >= elements.scanner.limit:
                if window.endsPart, partialLine.isEmpty { return false }
                do {
                    guard try refill() else { return false }
                } catch {
                    throw dumpStop(error)
                }
            default: return true
            }
        }
    }

    private func isByteOrderMark() -> Bool {
        let scanner = elements.scanner
        return scanner.base[scanner.position + 1] == 0xbb
            && scanner.base[scanner.position + 2] == 0xbf
    }

    func dumpStop(_ stop: ValueStop) -> DumpStop {
        switch stop {
        case .stop(let stop): stop
        case .failure: preconditionFailure("only reading a value fails so")
        }
    }

    /// Notes that everything before the scanner has been dealt with, and delivers a full batch.
    mutating func endValue() throws(DumpStop) {
        pins.removeAll(keepingCapacity: true)
        takeAmendments()
        guard partialLine.isEmpty else { return }
        window.setBoundary(offset)
        if isRecognised {
            if !pendingRejections.isEmpty { takePendingRejections() }
        } else if pendingByteCount > Self.foreignByteLimit {
            outcome.refusal = foreignName
        }
        if isBatchFull {
            try waitForTurn()
            recordProgress(byteOffset: offset, elementCount: 0, isFinished: false)
            try deliverBatch()
        }
    }

    var isBatchFull: Bool {
        elements.batch.rowCount >= Self.rowLimit
            || elements.batch.byteCount + rejectedByteCount >= Self.byteLimit
    }

    mutating func deliverBatch() throws(DumpStop) {
        rejectedByteCount = 0
        do { try deliver(elements.takeBatch()) } catch { throw .delivery(error) }
    }

    mutating func recordProgress(byteOffset: UInt64, elementCount: UInt64, isFinished: Bool) {
        window.setBoundary(byteOffset)
        elements.batch.progress.append(
            InputProgress(
                input: number,
                byteOffset: byteOffset,
                elementCount: elementCount,
                prefixHash: window.prefixHash(),
                tailByteCount: isFinished ? window.decodedByteCount - byteOffset : 0,
                isFinished: isFinished
            )
        )
    }

    /// Ends the input: refuses it if nothing in it was OTLP, else notes that it was read.
    mutating func finish() -> DumpOutcome {
        if !isRecognised, !pendingRejections.isEmpty { return refused(foreignName) }
        if isRecognised { takePendingRejections() }
        if !partialLine.isEmpty { rejectPartialLine() }
        takeAmendments()
        if outcome.isCutShort {
            recordProgress(
                byteOffset: valueOffset,
                elementCount: elementCount,
                isFinished: true
            )
        } else {
            recordProgress(byteOffset: offset, elementCount: 0, isFinished: true)
        }
        outcome.progress = elements.batch.progress.last
        outcome.encodedByteCount = window.encodedBytesRead
        if let warning = window.truncationWarning { outcome.warnings.append(warning) }
        for damage in window.damage { outcome.warnings.append(damage.description) }
        return outcome
    }

    /// The input ends before the last piece of a value has come.
    private mutating func rejectPartialLine() {
        outcome.isCutShort = true
        valueOffset = partialLine.offset
        elementCount = 0
        elements.batch.rejected.append(
            RejectedValue(
                input: number,
                byteOffset: partialLine.offset,
                reason: "the input ends before the last piece of a value in a log",
                bytes: partialLine.bytes,
                isTail: true
            )
        )
        outcome.rejectedCount += 1
        partialLine = PartialLine()
    }

    /// What an input seems to be in which no OTLP was found.
    private var foreignName: String {
        if let guess { return guess.name }
        let values = pendingRejections.lazy.filter { $0.bytes.first == UInt8(ascii: "{") }
        let formats = values.compactMap { value in
            value.bytes.withUnsafeBytes { ForeignFormat(of: $0)?.rawValue }
        }
        if let format = formats.first { return format }
        return values.isEmpty ? "text that is not JSON" : "JSON that is not OTLP"
    }

    mutating func refused(_ name: String) -> DumpOutcome {
        pendingRejections = []
        outcome.refusal = name
        outcome.isCutShort = false
        outcome.rejectedCount = 0
        outcome.encodedByteCount = window.encodedBytesRead
        return outcome
    }
}
