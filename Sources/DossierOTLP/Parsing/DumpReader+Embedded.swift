internal import DossierColumns

/// OTLP-JSON that another program has wrapped line by line: as a string inside its own JSON (Docker,
/// log shippers), or behind the prefix of a container runtime (CRI); long lines in several pieces.
extension DumpReader {
    /// Reads a string of an object that is no OTLP itself; whether it holds OTLP, or a piece of it.
    mutating func stringMember(isLog: Bool) throws(ValueStop) -> Bool {
        let text = try whole { (reader) throws(ReadFailure) -> [UInt8] in
            Array(try reader.scanner.bytes(try reader.scanner.text()))
        }
        guard embeddedIn == nil else { return false }
        let first = text.first { $0 > 0x20 }
        if partialLine.isEmpty {
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
            partialOffset = valueOffset
        } else if !isLog {
            return false
        }
        partialLine += text
        if isLog, text.last != 0x0a, !isWhole(partialLine) { return true }
        return try takePartialLine()
    }

    /// Reads a line of a container runtime (`TIME stdout P|F TEXT`); nil if this is none.
    mutating func containerLine() throws(ValueStop) -> Bool? {
        guard let line = try currentLine(), let tag = containerTag(line) else { return nil }
        let text = line[tag.textStart...]
        if partialLine.isEmpty {
            guard text.first == UInt8(ascii: "{") else { return nil }
            partialOffset = valueOffset
        }
        elements.scanner.position += line.count
        partialLine += text
        if tag.isPartial { return true }
        return try takePartialLine()
    }

    /// The bytes from the scanner to the end of its line; nil past a megabyte.
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

    private func isWhole(_ text: [UInt8]) -> Bool {
        let padded = text + [UInt8](repeating: 0, count: Scanner.padding)
        return padded.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            var scanner = Scanner(base: base, position: 0, limit: text.count)
            return (try? scanner.skipValue()) != nil
        }
    }

    private mutating func takePartialLine() throws(ValueStop) -> Bool {
        let text = partialLine
        partialLine = []
        let padded = text + [UInt8](repeating: 0, count: Scanner.padding)
        let outer = (
            scanner: elements.scanner, pins: pins, rows: elements.rowCounts,
            seriesCount: elements.batch.seriesCount, isRecognised: isRecognised
        )
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: padded.count)
        defer { buffer.deallocate() }
        buffer.initialize(from: padded, count: padded.count)
        elements.scanner = Scanner(base: UnsafePointer(buffer), position: 0, limit: text.count)
        embeddedIn = partialOffset
        isRecognised = false
        defer {
            elements.scanner = outer.scanner
            pins = outer.pins
            embeddedIn = nil
            isRecognised = isRecognised || outer.isRecognised
        }
        do {
            return try embeddedValues()
        } catch {
            guard case .failure(let failure) = error else { throw error }
            elements.truncate(to: outer.rows)
            elements.emptyMetrics.removeAll()
            elements.batch.truncateSeries(to: outer.seriesCount)
            damageOffset = nil
            // Text that only looks like JSON is a member like any other.
            guard isRecognised else { return false }
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
                    .syntax("text behind a value in a string", at: elements.scanner.position)
                )
            }
        }
        return found
    }
}
