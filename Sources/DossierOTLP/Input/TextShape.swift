/// The kind of text that some content is.
struct TextShape {
    /// The kind; nil if it may be JSON, or JSON after a prefix.
    let guess: InputFormatGuess?

    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    private static let prometheusComments = ["# HELP ", "# TYPE ", "# UNIT ", "# EOF"]
    private static let debugHeadings = ["ResourceSpans #", "ResourceLog #", "ResourceMetrics #"]
    private static let markups = ["<!DOCTYPE", "<!doctype", "<html", "<?xml"]

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }

    /// Recognises text in the first bytes of some content; nil if they are binary.
    init?(head: [UInt8]) {
        let content = head.starts(with: Self.byteOrderMark) ? head.dropFirst(3) : head[...]
        let isComment = Self.begins(content, with: Self.prometheusComments)
        let hasControl = content.contains { $0 < 0x20 && !Self.isSpace($0) && $0 != 0x1b }
        guard !hasControl || isComment else { return nil }
        let text = content.drop(while: Self.isSpace)
        guard let first = text.first else { return nil }
        let line = text.prefix { $0 != UInt8(ascii: "\n") }

        if let console = ConsoleText(text) {
            guess = console.guess
        } else if first == UInt8(ascii: "{") && !Self.isSample(line) || first == UInt8(ascii: "[") {
            guess = nil
        } else if Self.begins(text, with: Self.prometheusComments) || Self.isSample(line)
            || Self.contains("\n# EOF", in: text)
        {
            guess = .prometheusText
        } else if Self.begins(text, with: Self.markups) {
            guess = .markup
        } else if Self.debugHeadings.contains(where: { Self.contains($0, in: text) }) {
            guess = .collectorDebugText
        } else if Self.contains("{\"", in: text) {
            guess = nil
        } else {
            guess = .plainText
        }
    }

    /// Whether the first bytes of some content are no text, not even with a few damaged places.
    ///
    /// What begins like JSON has to have more of them: a dump may be damaged.
    static func isBinary(_ head: [UInt8]) -> Bool {
        let content = head.drop(while: isSpace)
        let isOpening = content.first == UInt8(ascii: "{") || content.first == UInt8(ascii: "[")
        let controlCount = content.count { $0 < 0x20 && !isSpace($0) && $0 != 0x1b || $0 == 0x7f }
        return controlCount * (isOpening ? 20 : 100) > content.count
    }

    private static func begins(_ text: ArraySlice<UInt8>, with beginnings: [String]) -> Bool {
        beginnings.contains { text.starts(with: $0.utf8) }
    }

    /// Whether the word is somewhere in the text.
    ///
    /// - Complexity: O(*n* · *m*), for heads of a few kilobytes.
    static func contains(_ word: String, in text: ArraySlice<UInt8>) -> Bool {
        text.indices.contains { text[$0...].starts(with: word.utf8) }
    }

    /// Whether a line is `name{labels} value`, optionally followed by a timestamp.
    private static func isSample(_ line: ArraySlice<UInt8>) -> Bool {
        var rest = line.drop(while: isNameByte)
        guard rest.first == UInt8(ascii: "{"),
            let closing = rest.lastIndex(of: UInt8(ascii: "}"))
        else { return false }
        let labels = rest[rest.index(after: rest.startIndex)..<closing]
        rest = rest[(closing + 1)...].drop(while: isSpace)
        let value = rest.prefix { !isSpace($0) }
        guard !labels.contains(UInt8(ascii: ":")) || labels.contains(UInt8(ascii: "=")),
            !value.isEmpty
        else { return false }
        return isNumber(value)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default:
            false
        }
    }

    private static func isNumber(_ value: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: value, as: UTF8.self)
        return Double(text) != nil
    }
}
