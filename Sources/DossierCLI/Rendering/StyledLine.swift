internal import Dossier

/// A line of text in several inks that knows how many columns it takes.
struct StyledLine {
    private var bytes: [UInt8] = []
    /// Where each piece of one ink ends in the bytes.
    private var pieces: [(end: Int, ink: Ink)] = []
    private(set) var columns = 0
    /// The columns that the line may take; what is appended beyond them is cut.
    let limit: Int

    /// As many bytes as most lines of a trace have.
    private static let usualByteCount = 240

    init(limit: Int = .max) {
        self.limit = limit
        bytes.reserveCapacity(Self.usualByteCount)
    }

    /// Columns that are left.
    var room: Int { limit - columns }

    /// Appends foreign text: made safe, and cut where the line ends or at its own limit.
    mutating func append(_ text: String, _ ink: Ink = .plain, limit: Int = .max) {
        let limit = min(limit, room)
        var text = text
        let isAppended = text.withUTF8 { utf8 in
            guard let extent = SimpleText(utf8, limit: limit) else { return false }
            bytes.append(contentsOf: utf8[..<extent.byteCount])
            if extent.isCut { bytes.append(contentsOf: "…".utf8) }
            end(ink, columns: extent.columns)
            return true
        }
        if !isAppended { append(TerminalText(text, limit: limit), ink) }
    }

    /// Appends text that is safe; it is cut where the line ends.
    mutating func append(_ text: TerminalText, _ ink: Ink = .plain) {
        guard text.columns > 0 else { return }
        let fitting = text.columns <= room ? text : TerminalText(text.text, limit: room)
        bytes.append(contentsOf: fitting.text.utf8)
        end(ink, columns: fitting.columns)
    }

    /// Appends text after another, with spaces between.
    mutating func appendWord(_ text: String, _ ink: Ink = .plain, gap: Int = 1) {
        guard !text.isEmpty else { return }
        if columns > 0 { appendSpaces(gap) }
        append(text, ink)
    }

    /// Appends text at the right or left end of a field of some columns.
    mutating func append(_ text: String, _ ink: Ink = .plain, rightAlignedIn width: Int) {
        let cell = TerminalText(text, limit: width)
        appendSpaces(width - cell.columns)
        append(cell, ink)
    }

    mutating func append(_ text: String, _ ink: Ink = .plain, leftAlignedIn width: Int) {
        let cell = TerminalText(text, limit: width)
        append(cell, ink)
        appendSpaces(width - cell.columns)
    }

    mutating func appendSpaces(_ count: Int) {
        guard count <= room else { return append(String(repeating: " ", count: count)) }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
        end(.plain, columns: count)
    }

    /// Ends a piece that was appended to the bytes.
    private mutating func end(_ ink: Ink, columns: Int) {
        guard columns > 0 else { return }
        pieces.append((bytes.count, ink))
        self.columns += columns
    }

    /// The line without spaces at its end.
    func text(isColored: Bool) -> String {
        let space = UInt8(ascii: " ")
        let end = bytes.lastIndex { $0 != space }.map { $0 + 1 } ?? 0
        guard isColored else { return String(decoding: bytes[..<end], as: UTF8.self) }
        var text = ""
        var start = 0
        for piece in pieces where start < end {
            let own = bytes[start..<min(piece.end, end)]
            text += piece.ink.painted(String(decoding: own, as: UTF8.self))
            start = piece.end
        }
        return text
    }
}
