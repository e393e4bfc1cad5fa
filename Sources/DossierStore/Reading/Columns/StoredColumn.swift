package import DossierBlocks
package import DossierColumns
import Synchronization

/// A column of a block, decoded: what the cache of a reader holds.
///
/// Shared between threads, and never changed but for texts that were put off.
package final class StoredColumn: Sendable {
    package let type: ValueType
    /// Codes into `strings` or `traces` where the type has them; in a slot only those of the rows
    /// that have it.
    package let words: NarrowWords
    package let traces: [TraceID]
    /// Texts that are put together only where they are wanted; `words` and `strings` are empty then.
    package let templates: TemplatedTexts?
    /// Vectors that `strings` are made of when they are asked for.
    package let vectors: StoredVectors?
    private let table: Mutex<StringTable?>
    /// What it takes in memory, about.
    let byteCount: Int

    init(_ column: DecodedColumn, type: ValueType) {
        self.type = type
        words = NarrowWords(column.words)
        traces = column.traces.ids
        templates = nil
        vectors = nil
        table = Mutex(column.strings)
        // Three words for a string: its offset, and what finds it again.
        byteCount =
            words.byteCount + column.strings.byteCount + column.strings.count * 24
            + traces.count * 16 + 256
    }

    init(_ templates: TemplatedTexts, type: ValueType) {
        self.type = type
        words = NarrowWords([])
        traces = []
        self.templates = templates
        vectors = nil
        table = Mutex(StringTable())
        byteCount = templates.byteCount + 256
    }

    init(_ vectors: StoredVectors, type: ValueType) {
        self.type = type
        words = NarrowWords((0..<UInt64(vectors.count)).map { $0 })
        traces = []
        templates = nil
        self.vectors = vectors
        table = Mutex(nil)
        // As if the strings were made already.
        byteCount =
            words.byteCount + vectors.byteCount + vectors.stringByteCount + vectors.count * 24
    }

    package var count: Int { templates?.count ?? words.count }

    /// The strings of all rows.
    package var strings: StringTable {
        table.withLock { table in
            if let table { return table }
            var strings = StringTable()
            if let vectors { _ = vectors.append(0..<vectors.count, to: &strings) }
            table = strings
            return strings
        }
    }
}
