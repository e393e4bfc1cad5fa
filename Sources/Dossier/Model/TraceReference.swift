internal import DossierPrimitives

/// A trace id or span id as a person gives it, with everything that it may mean.
package struct TraceReference: Hashable, Sendable {
    /// One meaning of the text.
    package enum Reading: Hashable, Sendable {
        case id(TraceID)
        /// The first digits of a trace id: fewer than 32, in lower case.
        case prefix(String)
        /// The last 16 digits of a trace id, which is what systems with ids of 64 bits have of it.
        case suffix(String)
        case span(SpanID)
    }

    /// The text, without what surrounds the id.
    package let text: String
    /// The meanings to look up; those of a stage only if the stages before have no match.
    package let stages: [[Reading]]
    /// The span that the text names besides the trace, as a `traceparent` does.
    package let span: SpanID?

    private static let surroundings: Set<Character> = [
        " ", "\t", "\n", "\r", "\"", "'", "`", ",", ";", "{", "}", "[", "]", "(", ")", "<", ">",
    ]

    /// Reads an id in any common spelling; nil for anything else.
    ///
    /// These are hexadecimal digits of any case, with `0x` or dashes, abbreviated or without leading
    /// zeros; `traceparent`, B3 and X-Ray headers; decimal numbers; and Base64.
    package init?(_ argument: String) {
        var rest = argument[...]
        while let first = rest.first, Self.surroundings.contains(first) { rest.removeFirst() }
        while let last = rest.last, Self.surroundings.contains(last) { rest.removeLast() }
        guard rest.utf8.count <= Self.byteCountMax else { return nil }
        text = String(rest)
        if let header = TraceHeader(text) {
            stages = [[header.trace]]
            span = header.span
            return
        }
        span = nil
        stages = Self.stages(of: text)
        if stages.isEmpty { return nil }
    }

    private static let byteCountMax = 200

    /// The id if the text can be nothing else.
    package var exactID: TraceID? {
        guard stages.count == 1, stages[0].count == 1, case .id(let id) = stages[0][0] else {
            return nil
        }
        return id
    }

    private static func stages(of text: String) -> [[Reading]] {
        let lowercased = text.lowercased()
        let isMarkedHex = lowercased.hasPrefix("0x")
        let digits = (isMarkedHex ? String(lowercased.dropFirst(2)) : lowercased)
            .filter { $0 != "-" }
        var hex: [Reading] = []
        if !digits.isEmpty, digits.utf8.count <= 32, digits.utf8.allSatisfy(isHexDigit) {
            hex = hexReadings(digits)
        }
        if isMarkedHex { return split(hex, digitCount: digits.utf8.count) }
        let others = decimalReadings(text) + base64Readings(text)
        // A full id is almost never meant as something else; a few digits are rarely a number.
        let isAlternative = hex.isEmpty || (13..<32).contains(digits.utf8.count)
        let stages = split(
            isAlternative ? hex + others : hex,
            digitCount: digits.utf8.count
        )
        return isAlternative || others.isEmpty ? stages : stages + [others]
    }

    /// Few digits are the first ones of an id rather than a whole one without leading zeros.
    private static func split(_ readings: [Reading], digitCount: Int) -> [[Reading]] {
        if readings.isEmpty { return [] }
        return digitCount < 13 && readings.count > 1
            ? [[readings[0]], Array(readings[1...])] : [readings]
    }

    private static func hexReadings(_ digits: String) -> [Reading] {
        if let id = TraceID(hex: digits) { return [.id(id)] }
        var readings: [Reading] = [.prefix(digits)]
        if digits.utf8.count <= 16 {
            let low = padded(digits, to: 16)
            readings.append(.suffix(low))
            if let span = SpanID(hex: low) { readings.append(.span(span)) }
        } else if let id = TraceID(hex: padded(digits, to: 32)) {
            readings.append(.id(id))
        }
        return readings
    }

    private static func decimalReadings(_ text: String) -> [Reading] {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt128(text) else {
            return []
        }
        return readings(ofHex: String(number, radix: 16), isShort: number <= UInt64.max)
    }

    private static func base64Readings(_ text: String) -> [Reading] {
        let digits = Array(text.utf8)
        let bytes = digits.withUnsafeBytes { decodeBase64($0, canonical: true) }
        guard let bytes, bytes.count == 8 || bytes.count == 16,
            digits.last != UInt8(ascii: "=") || digits.count % 4 == 0
        else { return [] }
        let hex = bytes.map { padded(String($0, radix: 16), to: 2) }.joined()
        return readings(ofHex: hex, isShort: bytes.count == 8)
    }

    private static func readings(ofHex digits: String, isShort: Bool) -> [Reading] {
        guard isShort else { return TraceID(hex: padded(digits, to: 32)).map { [.id($0)] } ?? [] }
        let low = padded(digits, to: 16)
        return [.suffix(low)] + (SpanID(hex: low).map { [.span($0)] } ?? [])
    }

    static func padded(_ digits: String, to count: Int) -> String {
        String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x66 ~= byte
    }
}

/// What a header that propagates a trace says of it: W3C `traceparent`, B3, or X-Ray.
private struct TraceHeader {
    let trace: TraceReference.Reading
    var span: SpanID?

    init?(_ text: String) {
        var header = text.lowercased()[...]
        for name in ["traceparent:", "b3:", "x-amzn-trace-id:", "root="]
        where header.hasPrefix(name) {
            header = header.dropFirst(name.count).drop { $0 == " " }
        }
        if let end = header.firstIndex(of: ";") { header = header[..<end] }
        let fields = header.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard fields.allSatisfy({ $0.utf8.allSatisfy(TraceReference.isHexDigit) }) else {
            return nil
        }
        let id: String
        switch fields.map(\.utf8.count) {
        // The version, the trace, the span, the flags.
        case [2, 32, 16, 2]:
            id = fields[1]
            span = SpanID(hex: fields[2])
        // The version, the time, the rest of the id.
        case [1, 8, 24]: id = fields[1] + fields[2]
        // The trace, the span, and perhaps whether it is sampled, and the parent.
        case [32, 16], [32, 16, 1], [32, 16, 1, 16], [16, 16, 1], [16, 16, 1, 16]:
            id = fields[0]
            span = SpanID(hex: fields[1])
        default: return nil
        }
        trace = TraceID(hex: id).map { .id($0) } ?? .suffix(id)
    }
}
