internal import DossierColumns

/// OTLP-JSON that another program has wrapped line by line: as a string inside its own JSON
/// (Docker, log shippers), or after the prefix of a container runtime (CRI). Long lines come in
/// pieces.
extension DumpReader {
    /// Reads a string of an object that is not OTLP itself; returns whether the string contains
    /// OTLP, or a piece of it.
    mutating func stringMember(isLog: Bool) throws(ValueStop) -> Bool {
        let isFirst = partialLine.isEmpty
        let isIgnored = window.embeddedIn != nil || !isFirst && !isLog
        let text = try whole { (reader) throws(ReadFailure) -> [UInt8]? in
            let text = try reader.scanner.bytes(try reader.scanner.text())
            if isIgnored { return nil }
            let first = text.first { $0 > 0x20 }
            let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
            return isFirst && !isJSON ? nil : Array(text)
        }
        guard let text else { return false }
        guard appendPiece(text) else { return true }
        if isLog, text.last != 0x0a, !partialLine.isWhole() { return true }
        return try takePartialLine()
    }

    /// Adds a piece of a value that is split over several lines; if they are too long together,
    /// returns false and rejects all of them.
    private mutating func appendPiece(_ piece: some Collection<UInt8>) -> Bool {
        partialLine.append(piece, at: progress.offset)
        let byteLimit = window.byteLimit / 4
        guard partialLine.bytes.count > byteLimit else { return true }
        rejectOversized(
            OversizedPart(
                offset: partialLine.offset,
                head: Array(partialLine.bytes.prefix(Rejections.pieceByteLimit))
            ),
            "value split over log lines exceeds the limit of \(byteLimit) bytes"
        )
        partialLine = PartialLine()
        return false
    }

    /// Reads a line of a container runtime (`TIME stdout P|F TEXT`); nil if this is not one.
    mutating func containerLine() throws(ValueStop) -> Bool? {
        guard let line = try currentLine(), let tag = containerTag(line) else { return nil }
        let text = line[tag.textStart...]
        if partialLine.isEmpty {
            guard text.first == UInt8(ascii: "{") else { return nil }
        }
        elements.scanner.position += line.count
        guard appendPiece(text) else { return true }
        if tag.isPartial { return true }
        return try takePartialLine()
    }

    /// The bytes from the scanner to the end of its line; nil if they are more than 1 MiB.
    private mutating func currentLine() throws(ValueStop) -> [UInt8]? {
        var end = elements.scanner.position
        while true {
            let scanner = elements.scanner
            while end < scanner.limit, scanner.base[end] != 0x0a { end += 1 }
            let count = end - scanner.position
            if count > 1 << 20 { return nil }
            if end < scanner.limit {
                return Array(
                    UnsafeBufferPointer(start: scanner.base + scanner.position, count: count)
                )
            }
            guard try refill() else {
                let rest = elements.scanner
                return Array(
                    UnsafeBufferPointer(
                        start: rest.base + rest.position,
                        count: rest.limit - rest.position
                    )
                )
            }
            end = elements.scanner.position + count
        }
    }

    private func containerTag(_ line: [UInt8]) -> (isPartial: Bool, textStart: Int)? {
        let words = line.prefix(80).split(separator: 0x20, maxSplits: 3)
        guard words.count == 4, let flag = words[2].first, words[2].count == 1,
            words[1].elementsEqual("stdout".utf8) || words[1].elementsEqual("stderr".utf8),
            flag == UInt8(ascii: "P") || flag == UInt8(ascii: "F")
        else { return nil }
        return (flag == UInt8(ascii: "P"), words[3].startIndex)
    }

    private mutating func takePartialLine() throws(ValueStop) -> Bool {
        let line = partialLine
        partialLine = PartialLine()
        let count = line.bytes.count
        let outer = (
            scanner: elements.scanner, rows: elements.rowCounts,
            seriesCount: elements.batch.content.seriesKeys.count,
            elementCount: progress.elementCount,
            isRecognised: rejections.isRecognised
        )
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: count + Scanner.padding)
        defer { buffer.deallocate() }
        buffer.initialize(from: line.bytes, count: count)
        (buffer + count).initialize(repeating: 0, count: Scanner.padding)
        elements.scanner = Scanner(base: UnsafePointer(buffer), position: 0, limit: count)
        let outerPins = window.enterString(inValueAt: line.offset)
        rejections.isRecognised = false
        defer {
            elements.scanner = outer.scanner
            window.leaveString(restoring: outerPins)
            rejections.isRecognised = rejections.isRecognised || outer.isRecognised
        }
        do {
            return try embeddedValues()
        } catch {
            guard case .failure(let failure) = error else { throw error }
            elements.truncate(to: outer.rows)
            elements.emptyMetrics.removeAll()
            elements.batch.content.truncateSeries(to: outer.seriesCount)
            progress.damageOffset = nil
            progress.elementCount = outer.elementCount
            // Text that only looks like JSON is a member like any other.
            guard rejections.isRecognised else { return false }
            throw .failure(
                ReadFailure(
                    kind: .invalid,
                    position: outer.scanner.position,
                    reason: failure.reason
                )
            )
        }
    }

    private mutating func embeddedValues() throws(ValueStop) -> Bool {
        var found = false
        while elements.scanner.position < elements.scanner.limit {
            switch elements.scanner.base[elements.scanner.position] {
            case UInt8(ascii: "{"): if try wrapper(depth: 1) { found = true }
            case 0x20, 0x0a, 0x0d, 0x09, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","):
                elements.scanner.position += 1
            default:
                throw .failure(
                    .syntax(
                        "unexpected text after the value in a string",
                        at: elements.scanner.position
                    )
                )
            }
        }
        return found
    }
}
