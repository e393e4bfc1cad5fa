internal import Dossier

/// A line of text in several inks that knows how many columns it takes.
struct StyledLine {
    private var pieces: [(text: String, ink: Ink)] = []
    private(set) var columns = 0
    /// The columns that the line may take; what is appended beyond them is cut.
    let limit: Int

    init(limit: Int = .max) {
        self.limit = limit
    }

    /// Columns that are left.
    var room: Int { limit - columns }

    /// Appends foreign text: made safe, and cut where the line ends or at its own limit.
    mutating func append(_ text: String, _ ink: Ink = .plain, limit: Int = .max) {
        append(TerminalText(text, limit: min(limit, room)), ink)
    }

    /// Appends text that is safe; it is cut where the line ends.
    mutating func append(_ text: TerminalText, _ ink: Ink = .plain) {
        guard text.columns > 0 else { return }
        let fitting = text.columns <= room ? text : TerminalText(text.text, limit: room)
        pieces.append((fitting.text, ink))
        columns += fitting.columns
    }

    /// Appends text after another, with spaces between.
    mutating func appendWord(_ text: String, _ ink: Ink = .plain, gap: Int = 1) {
        guard !text.isEmpty else { return }
        if columns > 0 { append(String(repeating: " ", count: gap)) }
        append(text, ink)
    }

    /// Appends text at the right or left end of a field of some columns.
    mutating func append(_ text: String, _ ink: Ink = .plain, rightAlignedIn width: Int) {
        let cell = TerminalText(text, limit: width)
        append(String(repeating: " ", count: width - cell.columns))
        append(cell, ink)
    }

    mutating func append(_ text: String, _ ink: Ink = .plain, leftAlignedIn width: Int) {
        let cell = TerminalText(text, limit: width)
        append(cell, ink)
        append(String(repeating: " ", count: width - cell.columns))
    }

    mutating func append(_ line: StyledLine) {
        for piece in line.pieces {
            append(piece.text, piece.ink)
        }
    }

    /// The line without spaces at its end.
    func text(isColored: Bool) -> String {
        var pieces = pieces
        while let last = pieces.last {
            let kept = last.text.trimmingSpacesAtEnd()
            pieces[pieces.count - 1].text = kept
            if !kept.isEmpty { break }
            pieces.removeLast()
        }
        return pieces.map { isColored ? $0.ink.painted($0.text) : $0.text }.joined()
    }
}

extension String {
    fileprivate func trimmingSpacesAtEnd() -> String {
        utf8.last == UInt8(ascii: " ")
            ? String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]) : self
    }
}
