/// Where a byte stands in a text of several lines.
public struct TextPosition: Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The byte within the line, from 1.
    public let column: Int

    /// - Complexity: O(`offset`).
    public init(of offset: Int, in text: [UInt8]) {
        let before = text.prefix(max(offset, 0))
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        column = before.count - lineStart + 1
    }
}
