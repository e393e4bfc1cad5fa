internal import Dossier

extension RejectedInput {
    /// The columns of the preview if lines are not limited.
    private static let previewColumns = 100

    /// Where it is and why it was rejected, and on the second line how it starts.
    func lines(_ layout: TextLayout) -> [String] {
        var head = StyledLine(limit: layout.limit)
        head.append(path, .source)
        head.append(" at byte \(byteOffset), \(CountText.counted(bytes.count, "byte")): ", .faint)
        head.append(reason, .warning)
        var body = StyledLine(limit: layout.limit)
        body.append("    ")
        body.append(preview(columns: (layout.columns ?? Self.previewColumns + 4) - 4), .plain)
        return [head, body].map { $0.text(isColored: layout.isColored) }
    }

    private func preview(columns: Int) -> TerminalText {
        TerminalText(bytes: bytes, limit: max(1, columns))
    }
}
