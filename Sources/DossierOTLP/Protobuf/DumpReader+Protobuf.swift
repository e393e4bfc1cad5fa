internal import DossierColumns

/// Requests in protobuf form: an entry is the unit that is held in memory, read and resumed at, or a
/// whole request if it has a length of its own.
extension DumpReader {
    /// Reads the input to its end.
    mutating func readRequests(_ content: ProtobufContent) throws(DumpStop) {
        rejections.isRecognised = true
        do throws(ValueStop) {
            while try !isAtEnd() {
                hasValues = true
                progress.offset = offset
                window.bytes.setBoundary(offset)
                switch content.framing {
                case .none: try readRequestField(content.signal)
                case .lengthPrefixed: try readPrefixedRequest(content.signal)
                }
                if outcome.isCutShort { return }
                do throws(DumpStop) { try endValue() } catch { throw .stop(error) }
            }
        } catch {
            throw dumpStop(error)
        }
    }

    private mutating func isAtEnd() throws(ValueStop) -> Bool {
        guard elements.scanner.position >= elements.scanner.limit else { return false }
        return try !refill()
    }

    /// What is in memory from the scanner on.
    private var rest: WireReader {
        let scanner = elements.scanner
        return WireReader(base: scanner.base, position: scanner.position, end: scanner.limit)
    }

    /// Reads one field of a request without a length, which is an entry or unknown.
    private mutating func readRequestField(_ signal: OTLPSignal?) throws(ValueStop) {
        while true {
            var reader = rest
            do throws(ReadFailure) {
                guard let field = try reader.nextField() else { return }
                var value = reader
                try reader.skip(field)
                elements.scanner.position = reader.position
                if field == .bytes(1) { readEntry(try value.content(), signal) }
                return
            } catch {
                guard error.kind == .truncated else {
                    return try rejectPart(upTo: .max, reason(of: error))
                }
                guard try readOn(for: "entry", byteCount: fieldByteCount) else { return }
            }
        }
    }

    /// How many bytes the field takes that is not all in memory.
    private var fieldByteCount: UInt64 {
        var reader = rest
        do throws(ReadFailure) {
            guard case .bytes = try reader.nextField() else { return 0 }
            let length = try reader.varint()
            let (end, overflows) = length.addingReportingOverflow(
                UInt64(reader.position - elements.scanner.position)
            )
            return overflows ? .max : end
        } catch {
            return 0
        }
    }

    /// Reads one request behind its length.
    private mutating func readPrefixedRequest(_ signal: OTLPSignal?) throws(ValueStop) {
        let prefixByteCount = 4
        while true {
            let length = rest.bytes.prefix(prefixByteCount).reduce(0) { $0 << 8 | Int($1) }
            let byteCount = prefixByteCount + length
            if rest.count >= prefixByteCount, rest.count >= byteCount {
                let start = elements.scanner.position
                elements.scanner.position = start + byteCount
                return readRequest(
                    WireReader(
                        base: elements.scanner.base,
                        position: start + prefixByteCount,
                        end: start + byteCount
                    ),
                    signal
                )
            }
            guard try readOn(for: "request", byteCount: UInt64(byteCount)) else { return }
        }
    }

    /// Reads more input for a part that begins at the scanner; if that can't be all of it, rejects
    /// the part and returns false.
    private mutating func readOn(
        for name: String,
        byteCount: UInt64
    ) throws(ValueStop) -> Bool {
        if window.isFull(at: elements.scanner.position) {
            let (end, overflows) = offset.addingReportingOverflow(byteCount)
            try rejectPart(upTo: overflows ? .max : end, tooLongReason(name))
            return false
        }
        if try refill() { return true }
        outcome.isCutShort = true
        let start = offset
        elements.scanner.position = elements.scanner.limit
        rejectSkipped(from: start, "input ends inside a \(name)", isTail: true)
        return false
    }

    /// Rejects everything from the scanner to an offset, or to the end of the input.
    private mutating func rejectPart(upTo end: UInt64, _ reason: String) throws(ValueStop) {
        let start = offset
        window.pin(start)
        var isMore = true
        while isMore, offset < end {
            let position = min(end - window.firstOffset, UInt64(elements.scanner.limit))
            elements.scanner.position = Int(position)
            if offset < end {
                isMore = try window.refillSkipping(from: start, &elements.scanner)
            }
        }
        rejectSkipped(from: start, reason)
    }

    /// Reads the entries of one request, all of which is in memory.
    private mutating func readRequest(_ request: WireReader, _ signal: OTLPSignal?) {
        var request = request
        var start = request
        do throws(ReadFailure) {
            while let field = try request.nextField() {
                if field == .bytes(1) {
                    readEntry(try request.content(), signal)
                } else {
                    try request.skip(field)
                }
                start = request
            }
        } catch {
            elements.reject(start, error)
            rejectMalformed()
        }
    }

    private mutating func readEntry(_ entry: WireReader, _ signal: OTLPSignal?) {
        elements.entry(entry, of: signal ?? OTLPSignal(entry: entry) ?? .traces)
        if elements.anomalies.isUnsettled { settleAnomalies() }
        rejectMalformed()
    }
}
