internal import Dossier

/// How much room text has, and whether it may be coloured.
struct TextLayout: Sendable {
    /// The columns of a line; nil if lines may be as long as they are.
    let columns: Int?
    let isColored: Bool

    init(columns: Int?, isColored: Bool = false) {
        self.columns = columns.map { min(max($0, 1), Self.columnsMax) }
        self.isColored = isColored
    }

    /// The columns that a line has, where a number is needed.
    var limit: Int { columns ?? .max }

    /// More bytes of UTF-8 than a line shows, where text is worth preparing no further.
    var byteLimit: Int { columns.map { $0 * 4 } ?? .max }

    private static let columnsMax = 1 << 20
}
