import DossierBlocks
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
    /// What it takes in memory, about.
    let byteCount: Int

    init(_ column: DecodedColumn, type: ValueType) {
        self.type = type
        words = NarrowWords(column.words)
        strings = column.strings
        traces = column.traces.ids
        // Three words for a string: its offset, and what finds it again.
        byteCount =
            words.byteCount + strings.byteCount + strings.count * 24 + traces.count * 16 + 256
    }

    package var count: Int { words.count }
}
