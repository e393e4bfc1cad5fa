import DossierPromQLSyntax

/// The stage `decolorize`: removes what tells terminals about colours and cursors.
enum Decolorizer {
    /// The text without escape sequences, in linear time.
    static func plain(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(0x1b) || text.contains(0xc2) else { return text }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if let end = endOfSequence(text, from: position) {
                position = end
            } else {
                output.append(text[position])
                position += 1
            }
        }
        return output
    }

    /// The position behind a sequence that starts there; nil if none does.
    private static func endOfSequence(_ text: [UInt8], from start: Int) -> Int? {
        var position: Int
        if text[start] == 0x1b {
            position = start + 1
        } else if text[start] == 0xc2, start + 1 < text.count, text[start + 1] == 0x9b {
            // The control character 9B, in UTF-8.
            position = start + 2
        } else {
            return nil
        }
        while position < text.count, "[]()#;?".utf8.contains(text[position]) { position += 1 }
        return endOfTitle(text, from: position) ?? endOfCommand(text, from: position)
    }

    /// The position behind words that a bell ends, such as the title of a window.
    private static func endOfTitle(_ text: [UInt8], from start: Int) -> Int? {
        var position = start
        while position < text.count,
            text[position].isASCIIWord && text[position] != UInt8(ascii: "_")
                || text[position] == UInt8(ascii: ";") && position > start
        {
            position += 1
        }
        return position < text.count && text[position] == 0x07 ? position + 1 : nil
    }

    /// The position behind numbers of up to four digits, and the character that they are for.
    private static func endOfCommand(_ text: [UInt8], from start: Int) -> Int? {
        var position = start
        var behindDigits: Int?
        while true {
            let digits = text[position...].prefix(4).prefix(while: \.isASCIIDigit)
            position += digits.count
            if !digits.isEmpty { behindDigits = position }
            // The first number has digits, others may have none.
            guard behindDigits != nil, position < text.count, text[position] == UInt8(ascii: ";")
            else { break }
            position += 1
        }
        if position < text.count, isCommand(text[position]) { return position + 1 }
        // A digit is a command, too: the last one is it where nothing else follows.
        return behindDigits
    }

    private static func isCommand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "P"),
            UInt8(ascii: "c"), UInt8(ascii: "f")...UInt8(ascii: "n"):
            true
        default: "RZqry=><~".utf8.contains(byte)
        }
    }
}
