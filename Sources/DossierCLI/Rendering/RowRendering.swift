internal import Dossier

internal import func DossierColumns.parallelMap

/// Makes the lines of rows of a trace's tree.
struct RowRendering: Sendable {
    /// A row of the outline, and what is around it.
    struct Row: Sendable {
        let content: TraceOutline.Content
        /// The span above it, by its index.
        let parent: Int?
        let frame: TreeFrame.Lines
    }

    let rendering: TraceRendering
    let outline: TraceOutline
    let logRecords: LogRecordsBySpan

    /// As many rows are written at once, as their lines take memory.
    static let countAtOnce = 4096
    /// So many rows are worth a thread.
    private static let partRowCount = 256

    /// Writes rows; returns whether some have attributes that are not shown.
    func write(_ rows: [Row], to line: (String) throws -> Void) rethrows -> Bool {
        let isColored = rendering.layout.isColored
        // Lines of any length are not worth their memory.
        guard rows.count >= 2 * Self.partRowCount, rendering.layout.columns != nil else {
            var hasHiddenAttributes = false
            for row in rows {
                let hides = try write(row) { try line($0.text(isColored: isColored)) }
                hasHiddenAttributes = hasHiddenAttributes || hides
            }
            return hasHiddenAttributes
        }
        let parts = stride(from: 0, to: rows.count, by: Self.partRowCount).map { start in
            rows[start..<min(start + Self.partRowCount, rows.count)]
        }
        let made = parallelMap(parts) { part in
            var lines: [String] = []
            var hasHiddenAttributes = false
            for row in part {
                let hides = write(row) { lines.append($0.text(isColored: isColored)) }
                hasHiddenAttributes = hasHiddenAttributes || hides
            }
            return (lines: lines, hasHiddenAttributes: hasHiddenAttributes)
        }
        for part in made { for text in part.lines { try line(text) } }
        return made.contains { $0.hasHiddenAttributes }
    }

    /// Returns whether the row has attributes that are not shown.
    private func write(_ row: Row, _ write: (StyledLine) throws -> Void) rethrows -> Bool {
        switch row.content {
        case .fold(let members):
            try write(rendering.line(for: members, of: outline, logRecords, row.frame))
            return false
        case .span(let index, let isMatch):
            let node = outline.nodes[index]
            let parent = row.parent.map { rendering.trace.spans[$0] }
            let rest = try rendering.writeSpan(node, parent: parent, row.frame, write)
            if isMatch {
                try rendering.writeDetails(of: node.span, logRecords[node.span], row.frame, write)
            }
            return rest > 0
        }
    }
}
