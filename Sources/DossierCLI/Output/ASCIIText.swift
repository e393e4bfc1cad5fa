/// Text for terminals that show ASCII alone.
enum ASCIIText {
    /// The text with an ASCII sign for each frame, bar and mark of the command, of the same width,
    /// and the numbers of other characters.
    static func text(of text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var ascii = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                ascii.unicodeScalars.append(scalar)
            } else if let sign = signs[scalar] {
                ascii += sign
            } else {
                ascii += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            }
        }
        return ascii
    }

    private static let signs: [Unicode.Scalar: String] = [
        "│": "|", "├": "|", "└": "`", "─": "-", "━": "=", "◆": "*", "·": ".", "×": "x",
        "µ": "u", "…": "~", "⋯": "~", "–": "-",
        "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",
    ]
}
