/// Text that is safe to print on one line of a terminal, and how many columns it takes there.
///
/// Telemetry is whatever somebody sent: control characters, escape sequences, line ends and
/// characters that reorder or hide text are shown as what they are (`\n`, `\u{1B}`), so that no
/// log body can move the cursor, recolour the screen or pretend to be another line.
package struct TerminalText: Hashable, Sendable {
    package let text: String
    package let columns: Int

    /// Makes text safe, and cuts what exceeds a number of columns; the last one is then an ellipsis.
    ///
    /// - Complexity: O(the text that is kept).
    package init(_ raw: String, limit: Int = .max) {
        self = Self.simple(raw, limit: limit) ?? Self.escaped(raw, limit: limit)
    }

    /// Makes the first bytes of something safe: UTF-8 as the text it is, other bytes as `\xFF`.
    package init(bytes: some Collection<UInt8>, limit: Int) {
        var text = ""
        // Each column takes a byte at least, and a character that is cut is not shown.
        var rest = Array(bytes.prefix(min(limit, 1 << 20) &* 4 &+ 4))[...]
        while let first = rest.first {
            let sequence = rest.prefix(utf8Length(startingWith: first))
            if let valid = String(validating: sequence, as: UTF8.self) {
                text += valid
                rest = rest.dropFirst(sequence.count)
            } else {
                text += "\\x" + hexadecimal(UInt32(first), digits: 2)
                rest = rest.dropFirst()
            }
        }
        self.init(text, limit: limit)
    }

    /// Text that is known to be safe, and to take a number of columns.
    package init(harmless text: String, columns: Int) {
        self.text = text
        self.columns = columns
    }

    /// The text if as much of it as counts needs no closer look; nil if it does.
    private static func simple(_ raw: String, limit: Int) -> TerminalText? {
        var raw = raw
        let found = raw.withUTF8 { utf8 -> (SimpleText, kept: String?)? in
            guard let extent = SimpleText(utf8, limit: limit) else { return nil }
            guard extent.byteCount < utf8.count else { return (extent, nil) }
            let kept = String(decoding: utf8[..<extent.byteCount], as: UTF8.self)
            return (extent, kept + (extent.isCut ? "…" : ""))
        }
        return found.map { TerminalText(harmless: $1 ?? raw, columns: $0.columns) }
    }

    private static func escaped(_ raw: String, limit: Int) -> TerminalText {
        var text = ""
        var columns = 0
        // How much of the text leaves a column for the ellipsis.
        var cutLength = 0
        var cutColumns = 0
        for character in raw {
            let shown = ShownCharacter(character)
            guard columns <= limit - shown.columns else {
                guard limit > 0 else { return TerminalText(harmless: "", columns: 0) }
                let kept = String(decoding: text.utf8.prefix(cutLength), as: UTF8.self)
                return TerminalText(harmless: kept + "…", columns: cutColumns + 1)
            }
            text += shown.text
            columns += shown.columns
            if columns < limit {
                cutLength = text.utf8.count
                cutColumns = columns
            }
        }
        return TerminalText(harmless: text, columns: columns)
    }
}

/// How many bytes a UTF-8 sequence has, by its first one; 1 for bytes that start none.
private func utf8Length(startingWith byte: UInt8) -> Int {
    switch byte {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
}
