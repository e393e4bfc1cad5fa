internal import Dossier

/// The lines that connect the spans of a tree, left of their text.
///
/// Where a tree is deeper than the width allows, only the innermost levels are drawn, after the
/// number of those that are not.
struct TreeFrame {
    /// What is left of the lines of one span.
    struct Lines: Sendable {
        /// What is left of the span's own line.
        fileprivate(set) var branch = ""
        /// What is left of the lines below it that belong to it.
        fileprivate(set) var below = ""
    }

    /// Those of the span that was entered last.
    private(set) var lines = Lines()

    private static let levelColumns = 3
    /// Columns that are left for text whatever the depth.
    private static let textColumns = 40
    private static let levelCounts = 4...24

    private let levelCountMax: Int
    /// What the frame was made for, after which most spans have the same.
    private var current: (depth: Int, isLast: Bool, hasChildren: Bool)?
    /// By level, whether the span there is the last child: nothing hangs from its parent below it.
    private var isLast: [Bool] = []

    init(columnsMax: Int) {
        let levels = (columnsMax - Self.textColumns) / Self.levelColumns
        levelCountMax = min(
            max(levels, Self.levelCounts.lowerBound),
            Self.levelCounts.upperBound
        )
    }

    /// Goes to the next span, whose depth is at most one more than that of the span before.
    mutating func enter(depth: Int, isLast: Bool, hasChildren: Bool) {
        // Of the same depth, it has the same ones above it.
        if let current, current == (depth, isLast, hasChildren) { return }
        current = (depth, isLast, hasChildren)
        self.isLast.removeSubrange(min(depth, self.isLast.count)...)
        self.isLast.append(isLast)

        let hidden = max(0, depth - levelCountMax)
        var above = hidden > 0 ? "⋯\(hidden) " : ""
        for level in (hidden + 1)..<max(depth, hidden + 1) {
            above += self.isLast[level] ? "   " : "│  "
        }
        if depth == 0 {
            lines.branch = ""
            lines.below = hasChildren ? "│  " : "   "
        } else {
            lines.branch = above + (isLast ? "└─ " : "├─ ")
            lines.below = above + (isLast ? "   " : "│  ") + (hasChildren ? "│  " : "   ")
        }
    }
}
