internal import Dossier

/// The lines that connect the spans of a tree, left of their text.
///
/// Where a tree is deeper than the width allows, only the innermost levels are drawn, after the
/// number of those that are not.
struct TreeFrame {
    /// What is left of a span's own line.
    private(set) var branch = ""
    /// What is left of the lines below a span that belong to it.
    private(set) var below = ""

    private static let levelColumns = 3
    /// Columns that are left for text whatever the depth.
    private static let textColumns = 40
    private static let levelCounts = 4...24

    private let levelCountMax: Int
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
        self.isLast.removeSubrange(min(depth, self.isLast.count)...)
        self.isLast.append(isLast)

        let hidden = max(0, depth - levelCountMax)
        var above = hidden > 0 ? "⋯\(hidden) " : ""
        for level in (hidden + 1)..<max(depth, hidden + 1) {
            above += self.isLast[level] ? "   " : "│  "
        }
        if depth == 0 {
            branch = ""
            below = hasChildren ? "│  " : "   "
        } else {
            branch = above + (isLast ? "└─ " : "├─ ")
            below = above + (isLast ? "   " : "│  ") + (hasChildren ? "│  " : "   ")
        }
    }
}
