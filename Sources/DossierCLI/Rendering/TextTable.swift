internal import Dossier

/// A table of text in columns that are as wide as their content.
struct TextTable: Sendable {
    /// A column: its title, and how its cells stand.
    struct Column: Sendable {
        enum Alignment: Sendable {
            case left
            case right
        }

        let title: String
        let alignment: Alignment
        /// Whether its text may be cut when lines are too long.
        let isFlexible: Bool
        /// With less room than this, a flexible column goes on a line of its own.
        let leastRoom: Int

        init(
            _ title: String,
            _ alignment: Alignment = .left,
            isFlexible: Bool = false,
            leastRoom: Int = TextTable.columnsMin
        ) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.leastRoom = leastRoom
        }
    }

    /// A field of a table.
    struct Cell: Sendable {
        let text: TerminalText
        let ink: Ink

        init(_ text: String, _ ink: Ink = .plain) {
            self.text = TerminalText(text)
            self.ink = ink
        }
    }

    private static let gap = 2
    /// A flexible column is not made narrower than this.
    private static let columnsMin = 8

    private let columns: [Column]
    private var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; cells beyond the last column are left out.
    mutating func add(_ cells: [Cell]) {
        rows.append(cells)
    }

    /// The title line and the rows, one after the other.
    ///
    /// Where the columns are too wide for the layout even if flexible ones give way, those that
    /// don't fit continue on lines of their own.
    func write(
        _ layout: TextLayout,
        hasTitles: Bool = true,
        to line: (String) throws -> Void
    ) rethrows {
        let widths = columns.indices.map { index in
            rows.reduce(TerminalText(columns[index].title).columns) {
                index < $1.count ? max($0, $1[index].text.columns) : $0
            }
        }
        let parts = parts(of: widths, limit: layout.limit)
        let titles = columns.map { Cell($0.title, .strong) }
        for row in (hasTitles ? [titles] : []) + rows {
            for (number, part) in parts.enumerated() where part.columns.lowerBound < row.count {
                let indent = number == 0 ? "" : Self.indent
                try line(indent + text(of: row, part).text(isColored: layout.isColored))
            }
        }
    }

    /// Columns that share a line, and how wide they are there.
    private struct Part {
        let columns: Range<Int>
        let widths: [Int]
    }

    private static let indent = "  "

    private func text(of row: [Cell], _ part: Part) -> StyledLine {
        var text = StyledLine()
        for (index, width) in zip(part.columns, part.widths) where index < row.count {
            let shown = TerminalText(row[index].text.text, limit: width)
            let blank = String(repeating: " ", count: width - shown.columns)
            if index > part.columns.lowerBound {
                text.append(String(repeating: " ", count: Self.gap))
            }
            if columns[index].alignment == .right { text.append(blank) }
            text.append(shown, row[index].ink)
            if columns[index].alignment == .left { text.append(blank) }
        }
        return text
    }

    /// The columns by the lines that they share: as many on one as fit at their least width.
    private func parts(of widths: [Int], limit: Int) -> [Part] {
        var parts: [Part] = []
        var start = 0
        while start < widths.count {
            let room = max(1, limit - (start == 0 ? 0 : Self.indent.utf8.count))
            var end = start
            var used = 0
            while end < widths.count {
                let least =
                    columns[end].isFlexible
                    ? min(widths[end], columns[end].leastRoom) : widths[end]
                let next = used + (end > start ? Self.gap : 0) + least
                guard next <= room || end == start else { break }
                used = next
                end += 1
            }
            parts.append(Part(columns: start..<end, widths: fitting(widths, start..<end, room)))
            start = end
        }
        return parts
    }

    /// The widths of some columns; flexible ones give way, the widest first, until the line fits.
    private func fitting(_ natural: [Int], _ part: Range<Int>, _ room: Int) -> [Int] {
        var widths = natural
        var excess = widths[part].reduce(Self.gap * (part.count - 1), +) - room
        while excess > 0 {
            let flexible = part.filter { columns[$0].isFlexible && widths[$0] > Self.columnsMin }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            // Down to the next one, so that few rounds do for any width.
            let next = flexible.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let cut = min(excess, max(1, widths[widest] - max(next, Self.columnsMin)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths[part].map { min($0, room) }
    }
}
