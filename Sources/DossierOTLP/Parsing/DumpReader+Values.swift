internal import DossierColumns

extension DumpReader {
    /// Reads one value, or one line that is not a value.
    mutating func readValue() throws(DumpStop) {
        progress.damageOffset = nil
        window.oversized = nil
        window.unpinAll()
        window.pin(progress.offset)
        do {
            guard try peek() == UInt8(ascii: "{") else {
                try noiseLine()
                return
            }
            let wasRecognised = rejections.isRecognised
            let anomalyCount = elements.anomalies.save()
            let found = try wrapper(depth: 0)
            if !found {
                rejections.isRecognised = wasRecognised
                elements.anomalies.truncate(to: anomalyCount)
                rejectForeign(from: progress.offset)
            }
        } catch {
            switch error {
            case .stop(let stop): throw stop
            case .failure(let failure):
                // Until the value is known to be OTLP, all of it is held and nothing stored.
                let start =
                    window.isPinned(progress.offset)
                    ? progress.offset : progress.damageOffset ?? offset
                try rejectDamaged(failure, from: start)
            }
        }
    }

    /// Reads an object that has OTLP in it somewhere: a request, a bare entry of one, or a wrapper
    /// around either.
    ///
    /// Returns whether any was found.
    mutating func wrapper(depth: Int) throws(ValueStop) -> Bool {
        elements.scanner.position += 1
        var entry = ResourceEntry(
            offset: offset - 1,
            rows: elements.rowCounts,
            elementCount: progress.elementCount
        )
        var found = false
        var isFirst = true
        do {
            while let (member, isLog) = try nextWrapperMember(&isFirst) {
                switch member {
                case .resourceSpans, .resourceLogs, .resourceMetrics:
                    recognise()
                    found = true
                    if entry.isUsed {
                        try rejectElement("resource entries inside a resource entry")
                    } else {
                        try entries()
                    }
                case .scopeSpans, .scopeLogs, .scopeMetrics:
                    recognise()
                    found = true
                    if !entry.isUsed {
                        entry.rows = elements.rowCounts
                        entry.elementCount = progress.elementCount
                    }
                    if entry.resource == nil { window.pin(entry.offset) }
                    try entryMember(member, &entry)
                case .resource, .schemaURL:
                    try wrapperMember(member, &entry)
                case .resourceProfiles:
                    found = true
                    recognise()
                    try rejectElement("OTLP profiles are not supported")
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

    /// Notes that the value is OTLP: its beginning need not stay in memory.
    private mutating func recognise() {
        rejections.isRecognised = true
        window.unpin(progress.offset)
    }

    /// Reads a member that a bare entry may have; anything else of that name is skipped.
    private mutating func wrapperMember(
        _ member: JSONKey,
        _ entry: inout ResourceEntry
    ) throws(ValueStop) {
        let start = offset
        let anomalyCount = elements.anomalies.save()
        window.pin(start)
        defer { window.unpin(start) }
        do {
            try entryMember(member, &entry)
        } catch {
            guard case .failure(let failure) = error, failure.kind == .invalid else { throw error }
            elements.anomalies.truncate(to: anomalyCount)
            moveBack(to: start)
            try skipValue()
        }
    }

    /// The next member of an object that may be a wrapper, and whether its key is `log`.
    private mutating func nextWrapperMember(
        _ isFirst: inout Bool
    ) throws(ValueStop) -> (key: JSONKey, isLog: Bool)? {
        let wasFirst = isFirst
        isFirst = false
        return try whole { (reader) throws(ReadFailure) in
            var isFirst = wasFirst
            guard let text = try reader.scanner.nextKey(&isFirst) else { return nil }
            let bytes = try reader.scanner.bytes(text)
            return (JSONKey(bytes), bytes.elementsEqual("log".utf8))
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

    /// Reads a line that does not start with a value: a log prefix before one, or no JSON at all.
    private mutating func noiseLine() throws(ValueStop) {
        if try containerLine() == true { return }
        while true {
            let byte = elements.scanner.base[elements.scanner.position]
            if byte == 0x0a { break }
            if byte == UInt8(ascii: "{"), window.oversized == nil {
                guard try valueInLine() else { continue }
                outcome.noiseLineCount += 1
                return
            }
            if byte == 0, elements.scanner.position >= elements.scanner.limit {
                guard try window.refillSkipping(from: progress.offset, &elements.scanner) else {
                    return rejectLastLine()
                }
                continue
            }
            elements.scanner.position += 1
        }
        rejectSkipped(from: progress.offset, "line is not JSON")
    }

    /// Rejects a line at the end of the input that is not JSON so far: once the input has grown, a
    /// value may follow in it.
    private mutating func rejectLastLine() {
        outcome.isCutShort = true
        rejectSkipped(
            from: progress.offset,
            "input ends inside a line that is not JSON",
            isTail: true
        )
    }

    /// Reads OTLP at a brace inside a line; if there is none, returns false and moves on in the
    /// line.
    private mutating func valueInLine() throws(ValueStop) -> Bool {
        let start = offset
        do {
            return try wrapper(depth: 0)
        } catch {
            // Once it is known to be OTLP, it is damaged or cut like any other value.
            guard case .failure(let failure) = error, window.isPinned(progress.offset) else {
                throw error
            }
            let first = window.position(of: start) + 1
            if failure.kind == .truncated {
                // The brace may have swallowed lines, one of which starts with another value.
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

    /// The position of the first newline; if `beforeValue`, of the first that a brace follows.
    private func endOfLine(in range: Range<Int>, beforeValue: Bool) -> Int? {
        let base = elements.scanner.base
        return range.first { position in
            base[position] == 0x0a && (!beforeValue || base[position + 1] == UInt8(ascii: "{"))
        }
    }
}
