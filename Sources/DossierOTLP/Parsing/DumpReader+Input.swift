internal import DossierColumns

extension DumpReader {
    /// Begins an input, or a part of it, at a point that is in its window.
    mutating func begin(_ bytes: InputWindow, at start: ResumePoint, number: Int) {
        self.number = number
        window.begin(bytes)
        elements.scanner = Scanner(
            base: UnsafePointer(bytes.base),
            position: Int(start.byteOffset - bytes.offset),
            limit: bytes.limit
        )
        outcome = DumpOutcome()
        progress = ValueProgress(at: start)
        amendments = EntryAmendments()
        elements.anomalies.removeAll()
        hasValues = false
        refusal = nil
        rejections.begin(
            input: number,
            isRecognised: start.byteOffset > 0,
            &elements.batch
        )
        partialLine = PartialLine()
    }

    /// What the input seems to be, if its beginning is not JSON.
    mutating func sniff() throws(DumpStop) -> InputFormatGuess? {
        while window.bytes.limit < DecodedInput.sniffByteCount {
            do {
                guard try refill() else { break }
            } catch {
                throw dumpStop(error)
            }
        }
        return DecodedInput.sniff(
            UnsafeRawBufferPointer(
                start: elements.scanner.base,
                count: min(window.bytes.limit, DecodedInput.sniffByteCount)
            )
        )
    }

    /// Refuses an input whose first bytes show that it is not OTLP.
    ///
    /// Text is not refused yet: OTLP may come further down.
    mutating func refuseForeignStart(_ guess: InputFormatGuess?) {
        rejections.guess = guess
        guard let guess, guess.isCertain else { return }
        refusal = guess.refusal
    }

    /// Skips what may come between values: white space, record separators, byte order marks, the
    /// punctuation of arrays.
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
                if window.bytes.endsPart, partialLine.isEmpty { return false }
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
        case .failure: preconditionFailure("only values fail to be read")
        }
    }

    /// Ends a value: notes that everything before the scanner was read, and delivers a full batch.
    mutating func endValue() throws(DumpStop) {
        window.unpinAll()
        amendments.move(to: &elements.batch)
        guard partialLine.isEmpty else { return }
        window.bytes.setBoundary(offset)
        if rejections.isRecognised {
            rejections.movePending(to: &elements.batch)
        } else if rejections.isForeign {
            refusal = rejections.foreignFormat
        }
        if isBatchFull {
            try delivery.waitForTurn()
            recordProgress(byteOffset: offset, elementCount: 0, isFinished: false)
            try deliverBatch()
        }
    }

    var isBatchFull: Bool {
        elements.batch.rowCount >= Self.rowLimit
            || elements.batch.byteCount + rejections.batchByteCount >= Self.byteLimit
    }

    mutating func deliverBatch() throws(DumpStop) {
        rejections.endBatch(&elements.batch)
        try delivery.deliver(elements.takeBatch())
    }

    mutating func recordProgress(byteOffset: UInt64, elementCount: UInt64, isFinished: Bool) {
        window.bytes.setBoundary(byteOffset)
        moveAnomalies()
        elements.batch.content.progress.append(
            InputProgress(
                input: number,
                byteOffset: byteOffset,
                elementCount: elementCount,
                prefixHash: window.bytes.prefixHash(),
                tailByteCount: isFinished ? window.bytes.decodedByteCount - byteOffset : 0,
                isFinished: isFinished
            )
        )
    }

    /// Ends the input: refuses it if nothing in it was OTLP, else notes that it was read.
    mutating func finish() -> DumpOutcome {
        if rejections.isForeignAtEnd { return refused(rejections.foreignFormat) }
        if isEmpty {
            outcome.isEmpty = true
            outcome.encodedByteCount = window.bytes.encodedBytesRead
            return outcomeSoFar
        }
        if rejections.isRecognised { rejections.movePending(to: &elements.batch) }
        if !partialLine.isEmpty { rejectPartialLine() }
        amendments.move(to: &elements.batch)
        if outcome.isCutShort {
            recordProgress(
                byteOffset: progress.offset,
                elementCount: progress.elementCount,
                isFinished: true
            )
        } else {
            recordProgress(byteOffset: offset, elementCount: 0, isFinished: true)
        }
        outcome.progress = elements.batch.content.progress.last
        outcome.encodedByteCount = window.bytes.encodedBytesRead
        if let warning = window.bytes.truncationWarning { outcome.warnings.append(warning) }
        let damage = window.bytes.damage
        outcome.warnings += damage.map(\.description)
        let unlistedCount = window.bytes.damageCount - damage.count
        if unlistedCount > 0 {
            outcome.warnings.append("\(unlistedCount) more damaged ranges, which are not listed")
        }
        return outcomeSoFar
    }

    /// Whether the whole input has no value, and nothing of it was lost.
    private var isEmpty: Bool {
        !hasValues && progress.offset == 0 && partialLine.isEmpty
            && window.bytes.truncationWarning == nil && window.bytes.damage.isEmpty
    }

    /// The outcome with the number of rejected values.
    var outcomeSoFar: DumpOutcome {
        var result = outcome
        result.rejectedCount = rejections.count
        result.rejectedItemCount = rejections.itemCount
        result.firstRejection = rejections.firstReason
        return result
    }

    /// The input ends before the last piece of a value that is split over several log lines.
    private mutating func rejectPartialLine() {
        outcome.isCutShort = true
        progress.offset = partialLine.offset
        progress.elementCount = 0
        rejections.reject(partialLine, into: &elements.batch)
        partialLine = PartialLine()
    }

    /// Ends an input that is refused as a whole.
    mutating func refused(_ format: InputRefusal) -> DumpOutcome {
        rejections.refuse()
        outcome.refusal = format.name
        outcome.remedy = format.remedy
        outcome.anomalies = InputAnomalies()
        outcome.isCutShort = false
        outcome.encodedByteCount = window.bytes.encodedBytesRead
        return outcomeSoFar
    }
}
