/// Texts as messages show them.
package enum ShortenedText {
    /// So many bytes of a name or a term are shown.
    package static let nameLength = 60

    /// The first bytes of a text, up to the end of a character, and an ellipsis if there are more.
    package static func text(_ text: String, upTo byteCount: Int) -> String {
        guard text.utf8.count > byteCount else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: byteCount)
        while end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return "\(text[..<end])…"
    }
}
