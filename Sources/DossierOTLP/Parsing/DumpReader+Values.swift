internal import DossierColumns

extension DumpReader {
    /// Reads one value, or one line that is none.
    mutating func value() throws(DumpStop) {
        damageOffset = nil
        longPart = nil
        pins = [valueOffset]
        do {
            guard try peek() == UInt8(ascii: "{") else {
                try noiseLine()
                return
            }
            let wasRecognised = isRecognised
            let found = try wrapper(depth: 0)
            if !found {
                isRecognised = wasRecognised
                rejectForeign(from: valueOffset)
            }
        } catch {
            switch error {
            case .stop(let stop): throw stop
            case .failure(let failure):
                // Until the value is known to be OTLP all of it is at hand, and none of it kept.
                let start = pins.contains(valueOffset) ? valueOffset : damageOffset ?? offset
                try rejectDamaged(failure, from: start)
            }
        }
    }

    /// Reads an object that holds OTLP somewhere: a request, a bare entry of one, or a wrapper
    /// around either.
    ///
    /// Returns whether any was found.
    mutating func wrapper(depth: Int) throws(ValueStop) -> Bool {
        elements.scanner.position += 1
        var entry = Entry(
            offset: offset - 1,
            rows: elements.rowCounts,
            elementCount: elementCount
        )
        var found = false
        var isFirst = true
        do {
            while let (member, isLog) = try nextWrapperMember(&isFirst) {
                switch member {
                case .resourceSpans, .resourceLogs, .resourceMetrics, .batches:
                    recognise()
                    found = true
                    if entry.isUsed {
                        try rejectElement("an entry has entries of its own")
                    } else {
                        try entries()
                    }
                case .scopeSpans, .scopeLogs, .scopeMetrics:
                    recognise()
                    found = true
                    if !entry.isUsed {
                        entry.rows = elements.rowCounts
                        entry.elementCount = elementCount
                    }
                    if entry.resource == nil { pins.append(entry.offset) }
                    try entryMember(member, &entry)
                case .resource, .schemaURL:
                    try wrapperMember(member, &entry)
                case .resourceProfiles:
                    found = true
                    recognise()
                    try rejectElement("OTLP profiles are not supported yet")
                case _ where entry.isUsed: try skipValue()
                default:
                    if try unknownMember(isLog: isLog, depth: depth) { found = true }
                }
            }
        } catch {
            if entry.isUsed { abandon(entry, error) }
            throw error
        }
        if entry.isUsed { finish(entry) }
        return found
    }

    /// From here on the value is known to be OTLP: its beginning need not stay in memory.
    private mutating func recognise() {
        isRecognised = true
        pins.removeAll { $0 == valueOffset }
    }

    /// A member that a bare entry may have; anything else under that name is passed over.
    private mutating func wrapperMember(
        _ member: Key,
        _ entry: inout Entry
    ) throws(ValueStop) {
        let start = offset
        pins.append(start)
        do {
            try entryMember(member, &entry)
            removePin(start)
        } catch {
            removePin(start)
            guard case .failure(let failure) = error, failure.kind == .invalid else { throw error }
            elements.scanner.position = position(of: start)
            try skipValue()
        }
    }

    /// The next member of an object that may be a wrapper, and whether it is named `log`.
    private mutating func nextWrapperMember(
        _ isFirst: inout Bool
    ) throws(ValueStop) -> (key: Key, isLog: Bool)? {
        let wasFirst = isFirst
        isFirst = false
        return try whole { (reader) throws(ReadFailure) in
            var isFirst = wasFirst
            guard let text = try reader.scanner.nextKey(&isFirst) else { return nil }
            let bytes = try reader.scanner.bytes(text)
            return (Key(bytes), bytes.elementsEqual("log".utf8))
        }
    }

    private mutating func unknownMember(isLog: Bool, depth: Int) throws(ValueStop) -> Bool {
        guard depth < Self.wrapperDepthLimit else {
            try skipValue()
            return false
        }
        switch try peek() {
        case UInt8(ascii: "{"): return try wrapper(depth: depth + 1)
        case UInt8(ascii: "["):
            elements.scanner.position += 1
            var found = false
            var isFirst = true
            while try nextElement(&isFirst) {
                if try peek() == UInt8(ascii: "{") {
                    if try wrapper(depth: depth + 1) { found = true }
                } else {
                    try skipValue()
                }
            }
            return found
        case UInt8(ascii: "\""): return try stringMember(isLog: isLog)
        default:
            try skipValue()
            return false
        }
    }

    /// A line that starts with anything but a value: a log prefix before one, or no JSON at all.
    private mutating func noiseLine() throws(ValueStop) {
        if try containerLine() == true { return }
        while true {
            let byte = elements.scanner.base[elements.scanner.position]
            if byte == 0x0a { break }
            if byte == UInt8(ascii: "{"), longPart == nil {
                guard try valueInLine() else { continue }
                outcome.noiseLineCount += 1
                return
            }
            if byte == 0, elements.scanner.position >= elements.scanner.limit {
                guard try refillPassing(from: valueOffset) else { return rejectLastLine() }
                continue
            }
            elements.scanner.position += 1
        }
        rejectPart(from: valueOffset, "a line that is not JSON")
    }

    /// The input ends in a line that is not JSON so far: a value may follow when it has grown.
    private mutating func rejectLastLine() {
        outcome.isCutShort = true
        rejectPart(
            from: valueOffset,
            "the input ends inside a line that is not JSON",
            isTail: true
        )
    }

    /// Reads OTLP at a brace inside a line; false, behind what was read of the line, if there is none.
    private mutating func valueInLine() throws(ValueStop) -> Bool {
        let start = offset
        do {
            return try wrapper(depth: 0)
        } catch {
            // Once it is known to be OTLP, it is damaged or cut like any other value.
            guard case .failure(let failure) = error, pins.contains(valueOffset) else {
                throw error
            }
            let first = position(of: start) + 1
            if failure.kind == .truncated {
                // The brace swallowed the lines behind, if another value starts one of them.
                guard let end = endOfLine(in: first..<elements.scanner.limit, beforeValue: true)
                else { throw error }
                elements.scanner.position = end
            } else {
                let end = max(failure.position, first)
                elements.scanner.position = endOfLine(in: first..<end, beforeValue: false) ?? end
            }
            return false
        }
    }

    /// The position of the first newline; if `beforeValue`, of the first with a brace behind it.
    private func endOfLine(in range: Range<Int>, beforeValue: Bool) -> Int? {
        let base = elements.scanner.base
        return range.first { position in
            base[position] == 0x0a && (!beforeValue || base[position + 1] == UInt8(ascii: "{"))
        }
    }
}
