import DossierPrimitives

/// A part of a template, as messages name it.
struct TemplatePlace: Hashable, Sendable {
    /// From 1.
    var line: Int
    /// In bytes, from 0, behind what is ahead of the text.
    var column: Int
    /// What stands there, with single spaces.
    var text: String
}

/// Where the lines of a template begin.
struct TemplateLines: Sendable {
    private let prefixByteCount: Int
    /// The places of line feeds.
    private let ends: [Int]

    /// Finds the lines of a text, ahead of whose first line are so many bytes.
    init(_ bytes: [UInt8], prefixByteCount: Int) {
        self.prefixByteCount = prefixByteCount
        ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    }

    func place(at position: Int, text: String) -> TemplatePlace {
        let line = ends.indices.partitioningIndex { ends[$0] >= position }
        let column = line == 0 ? position + prefixByteCount : position - ends[line - 1] - 1
        return TemplatePlace(line: line + 1, column: column, text: text)
    }
}
