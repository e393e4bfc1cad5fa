/// Hexadecimal digits of a text between bytes that are none.
struct HexRun {
    let start: Int
    let end: Int

    var count: Int { end - start }

    /// The run that has a position, at which there is a hexadecimal digit.
    init(around position: Int, in text: UnsafeRawBufferPointer) {
        var start = position
        while start > 0, isHexDigit(text[start - 1]) { start -= 1 }
        var end = position + 1
        while end < text.count, isHexDigit(text[end]) { end += 1 }
        self.start = start
        self.end = end
    }

    /// All runs of a text of at least eight digits.
    static func all(in text: UnsafeRawBufferPointer) -> [HexRun] {
        var runs: [HexRun] = []
        var position = 7
        while position < text.count {
            guard isHexDigit(text[position]) else {
                position += 8
                continue
            }
            let run = HexRun(around: position, in: text)
            if run.count >= 8 { runs.append(run) }
            position = run.end + 8
        }
        return runs
    }

    func digits(in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    /// Whether neither a letter nor a digit is next to the run.
    func isWord(in text: UnsafeRawBufferPointer) -> Bool {
        (start == 0 || !isWordCharacter(text[start - 1]))
            && (end == text.count || !isWordCharacter(text[end]))
    }

    /// The id that ends with the run and has its other digits before a dash: those of a UUID
    /// (8-4-4-4-12) or of X-Ray (1-8-24); nil if it is neither.
    func joinedID(in text: UnsafeRawBufferPointer) -> TraceID? {
        guard let first = joinedStart(in: text) else { return nil }
        var digits: [UInt8] = []
        for index in first..<end where text[index] != Self.dash { digits.append(text[index]) }
        return digits.withUnsafeBytes { MentionedIDs.hex($0) }
    }

    /// Where the digits of such an id start.
    func joinedStart(in text: UnsafeRawBufferPointer) -> Int? {
        let earlier: [Int]
        switch count {
        case 24: earlier = [8]
        case 12: earlier = [4, 4, 4, 8]
        default: return nil
        }
        var position = start
        for length in earlier {
            guard position > length, text[position - 1] == Self.dash else { return nil }
            let next = position - 1 - length
            for index in next..<(position - 1) where !isHexDigit(text[index]) { return nil }
            position = next
        }
        if count == 24 {
            guard position >= 2, text[position - 1] == Self.dash,
                text[position - 2] == UInt8(ascii: "1")
            else { return nil }
            return position - 2 == 0 || !isWordCharacter(text[position - 3]) ? position : nil
        }
        return position == 0 || !isWordCharacter(text[position - 1]) ? position : nil
    }

    private static let dash = UInt8(ascii: "-")
}

@inline(__always)
func isHexDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
}

/// Whether a byte is a letter, a digit, an underscore, or part of a character beyond ASCII.
func isWordCharacter(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
        || byte == UInt8(ascii: "_") || byte >= 0x80
}
