internal import DossierColumns

/// Reading the rest of an input on two threads, in parts.
extension DumpReader {
    /// A second thread does not pay below this.
    private static let dividedByteCountMin: UInt64 = 8 << 20

    /// Whether lines with one value each seem to follow, and enough of them.
    var isRestDivisible: Bool {
        guard rejections.isRecognised, partialLine.isEmpty, endsLine,
            let byteCount = window.bytes.seekableByteCount(from: elements.scanner.position)
        else { return false }
        return byteCount >= min(Self.dividedByteCountMin, UInt64(partByteCount) * 2)
    }

    /// Whether a line ends at the position and the next one starts with a brace.
    private var endsLine: Bool {
        let next = elements.scanner.base + elements.scanner.position
        let end = next[0] == 0x0d ? next + 1 : next
        return end[0] == 0x0a && end[1] == UInt8(ascii: "{")
    }

    /// Reads the rest of the input until every part is read, or being read by another thread.
    ///
    /// The calling thread goes on with this reader: so what it has not delivered yet comes first,
    /// and what the last part leaves may stay for the next input.
    mutating func readParts() -> PartedInput {
        moveAnomalies()
        let input = PartedInput(
            window.bytes,
            from: elements.scanner.position,
            partByteCount: evenPartByteCount,
            number: number,
            outcome: outcomeSoFar,
            after: delivery.previousInput.take(),
            pool: pool
        )
        // Readers deliver in turn, and have done so before the result is known.
        nonisolated(unsafe) let deliver = delivery.handler
        var isAlone = true
        while let part = take(from: input) {
            window.report(part.range.start)
            if isAlone, !part.isLast {
                isAlone = false
                _ = WorkerThread.start { [pool, textArenas, byteLimit = window.byteLimit] in
                    var reader = DumpReader(
                        pool: pool,
                        textArenas: textArenas,
                        windowByteLimit: byteLimit,
                        deliver: deliver
                    )
                    while let part = reader.take(from: input) {
                        reader.read(part, of: input, keepsLast: false)
                    }
                }
            }
            read(part, of: input, keepsLast: true)
        }
        return input
    }

    /// The size that makes an even number of about equal parts.
    private var evenPartByteCount: Int {
        let byteCount = window.bytes.seekableByteCount(from: elements.scanner.position)
        let rest = Int(clamping: byteCount ?? 0)
        let pairCount = max((rest / partByteCount + 1) / 2, 1)
        return max(rest / (2 * pairCount), 1)
    }

    private mutating func take(from input: PartedInput) -> PartedInput.Part? {
        do {
            return try input.take()
        } catch {
            input.fail(.input(error), isActive: false)
            return nil
        }
    }

    private mutating func read(_ part: PartedInput.Part, of input: PartedInput, keepsLast: Bool) {
        delivery.part = part
        defer { delivery.part = nil }
        do {
            begin(
                try partWindow(part),
                at: ResumePoint(byteOffset: part.range.start, elementCount: 0),
                number: input.number
            )
            rejections.isRecognised = true
            try readValues()
            try delivery.waitForTurn()
            if window.bytes.endsPart {
                amendments.move(to: &elements.batch)
                recordProgress(byteOffset: offset, elementCount: 0, isFinished: false)
                try deliverBatch()
            } else {
                _ = finish()
                if !keepsLast { try flush() }
            }
            input.finish(window.bytes, outcomeSoFar)
        } catch .delivery(is PartedInput.Dropped) {
            _ = elements.takeBatch()
            input.drop()
        } catch {
            input.fail(error, isActive: true)
        }
    }

    private func partWindow(_ part: PartedInput.Part) throws(DumpStop) -> InputWindow {
        do { return try part.window() } catch { throw .input(error) }
    }
}
