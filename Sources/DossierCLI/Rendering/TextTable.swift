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

        init(_ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
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
    func write(_ layout: TextLayout, to line: (String) throws -> Void) rethrows {
        let widths = fittingWidths(layout)
        let titles = columns.map { Cell($0.title, .strong) }
        for row in [titles] + rows {
            var text = StyledLine()
            for (index, (column, cell)) in zip(columns, row).enumerated() {
                let shown = TerminalText(cell.text.text, limit: widths[index])
                let blank = String(repeating: " ", count: widths[index] - shown.columns)
                if index > 0 { text.append(String(repeating: " ", count: Self.gap)) }
                if column.alignment == .right { text.append(blank) }
                text.append(shown, cell.ink)
                if column.alignment == .left { text.append(blank) }
            }
            try line(text.text(isColored: layout.isColored))
        }
    }

    /// The widths of the columns; flexible ones give way, the widest first, until lines fit.
    private func fittingWidths(_ layout: TextLayout) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(TerminalText(columns[index].title).columns) {
                index < $1.count ? max($0, $1[index].text.columns) : $0
            }
        }
        var excess = widths.reduce(Self.gap * (widths.count - 1), +) - layout.limit
        while excess > 0 {
            let flexible = widths.indices.filter {
                columns[$0].isFlexible && widths[$0] > Self.columnsMin
            }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            // Down to the next one, so that few rounds do for any width.
            let next = flexible.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let cut = min(excess, max(1, widths[widest] - max(next, Self.columnsMin)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }
}
