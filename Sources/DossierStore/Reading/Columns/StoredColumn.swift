package import DossierBlocks
package import DossierColumns

/// A column of a block, decoded: what the cache of a reader holds.
///
/// Shared between threads, and never changed.
package final class StoredColumn: Sendable {
    package let type: ValueType
    /// Codes into `strings` or `traces` where the type has them; in a slot only those of the rows
    /// that have it.
    package let words: NarrowWords
    package let strings: StringTable
    package let traces: [TraceID]
    /// Texts that are put together only where they are wanted; `words` and `strings` are empty then.
    package let templates: TemplatedTexts?
    /// What it takes in memory, about.
    let byteCount: Int

    init(_ column: DecodedColumn, type: ValueType) {
        self.type = type
        words = NarrowWords(column.words)
        strings = column.strings
        traces = column.traces.ids
        templates = nil
        // Three words for a string: its offset, and what finds it again.
        byteCount =
            words.byteCount + strings.byteCount + strings.count * 24 + traces.count * 16 + 256
    }

    init(_ templates: TemplatedTexts, type: ValueType) {
        self.type = type
        words = NarrowWords([])
        strings = StringTable()
        traces = []
        self.templates = templates
        byteCount = templates.byteCount + 256
    }

    package var count: Int { templates?.count ?? words.count }
}
