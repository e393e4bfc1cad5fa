/// Finds ids of traces in free text, such as the message of a log record.
///
/// A word of 32 hexadecimal digits is taken for the id of a trace, and so is one of X-Ray. Other
/// spellings, decimal numbers among them, count only after a name that says what they are, such as
/// `trace_id=`.
///
/// Every id has at least twelve hexadecimal digits in a row, so one byte of twelve is looked at.
struct MentionText {
    let text: UnsafeRawBufferPointer

    private static let digitCountMin = 12

    /// The ids of traces in the text, in their order.
    var traces: MentionedIDs {
        var found = MentionedIDs()
        forEachRun { run in
            for id in traces(in: run) { found.add(id) }
            return found.ids.count < MentionedIDs.countMax
        }
        return found
    }

    /// The first id of a span that the text names: after a name that says so, or after the id of a
    /// trace and a dash.
    var span: UInt64? {
        var found: UInt64?
        forEachRun { run in
            guard run.isWord(in: text) else { return true }
            if isSpan(run) { found = MentionedIDs.short(run.digits(in: text))?.low }
            return found == nil || found == 0
        }
        return found
    }

    @inline(__always)
    private func forEachRun(_ body: (HexRun) -> Bool) {
        var position = Self.digitCountMin - 1
        while position < text.count {
            guard mayBeInRun(position) else {
                position += Self.digitCountMin
                continue
            }
            let run = HexRun(around: position, in: text)
            if run.count >= Self.digitCountMin, !body(run) { return }
            position = run.end + Self.digitCountMin
        }
    }

    /// Whether there is a digit, and more of them on the side where a run of twelve has at least six
    /// others.
    @inline(__always)
    private func mayBeInRun(_ position: Int) -> Bool {
        guard isHexDigit(text[position]) else { return false }
        if isHexDigit(text[position - 1]), isHexDigit(text[position - 6]),
            isHexDigit(text[position - 3])
        {
            return true
        }
        return position + 6 < text.count && isHexDigit(text[position + 1])
            && isHexDigit(text[position + 6]) && isHexDigit(text[position + 3])
    }

    private func traces(in run: HexRun) -> [TraceID] {
        guard run.count <= 39, run.isWord(in: text) || isAfterPrefix(run) else { return [] }
        if run.count == 32 {
            return MentionedIDs.hex(run.digits(in: text)).map { [$0] } ?? []
        }
        if let start = run.joinedStart(in: text) {
            guard run.count == 24 || isKeyed(at: start, as: .trace) else { return [] }
            return run.joinedID(in: text).map { [$0] } ?? []
        }
        guard isKeyed(at: isAfterPrefix(run) ? run.start - 2 : run.start, as: .trace) else {
            return []
        }
        return MentionedIDs.short(run.digits(in: text)).map { [$0] } ?? []
    }

    /// Whether `0x` is before the digits: its zero is no part of the run.
    private func isAfterPrefix(_ run: HexRun) -> Bool {
        run.start >= 2 && text[run.start - 1] | 0x20 == UInt8(ascii: "x")
            && text[run.start - 2] == UInt8(ascii: "0")
    }

    private func isSpan(_ run: HexRun) -> Bool {
        if isKeyed(at: run.start, as: .span) { return true }
        guard run.count == 16, run.start >= 33, text[run.start - 1] == UInt8(ascii: "-") else {
            return false
        }
        return HexRun(around: run.start - 2, in: text).count == 32
    }

    /// Whether the name before a value says what it is: `trace_id=`, `"traceId":"`, `Trace ID: `.
    private func isKeyed(at start: Int, as key: MentionKey) -> Bool {
        var end = start
        while end > 0, start - end < Self.separatorCountMax, isSeparator(text[end - 1]) { end -= 1 }
        guard end < start else { return false }
        var wordStart = end
        while wordStart > 0, end - wordStart < Self.keyByteCountMax, isKeyByte(text[wordStart - 1])
        {
            wordStart -= 1
        }
        guard wordStart < end else { return false }
        if let found = MentionKey(text[wordStart..<end]) { return found == key }
        guard key == .trace else { return false }
        var first = wordStart
        while first > 0, end - first < Self.keyByteCountMax,
            isKeyByte(text[first - 1]) || text[first - 1] == UInt8(ascii: " ")
        {
            first -= 1
        }
        return MentionKey.announcesTrace(text[first..<end])
    }

    private static let separatorCountMax = 8
    private static let keyByteCountMax = 40

    private func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"),
            UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "("),
            UInt8(ascii: ">"), UInt8(ascii: "`"), UInt8(ascii: "\t"):
            true
        default: false
        }
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        isWordCharacter(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "@")
    }
}

extension MentionKey {
    /// The first id of a span that a text names: after a name that says so, or after the id of a
    /// trace and a dash; nil if there is none.
    package static func spanID(in text: [UInt8]) -> UInt64? {
        text.withUnsafeBytes { MentionText(text: $0).span }
    }

    /// Reads the value of a key that says that it is the id of a span: sixteen hexadecimal digits,
    /// or a decimal number; nil for anything else.
    package static func spanID(value text: [UInt8]) -> UInt64? {
        text.withUnsafeBytes { bytes in
            guard let id = MentionedIDs.short(bytes), id.high == 0 else { return nil }
            return id.low
        }
    }
}
