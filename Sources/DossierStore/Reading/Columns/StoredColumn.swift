package import DossierBlocks
package import DossierColumns
import Synchronization

/// A column of a block, decoded: what the cache of a reader holds.
///
/// Shared between threads; immutable, except that strings of vectors are made on first use.
package final class StoredColumn: Sendable {
    package let type: ValueType
    /// Codes into `strings` or `traces` where the type has them; in a slot only those of the rows
    /// that have it.
    package let words: NarrowWords
    package let traces: [TraceID]
    /// Texts that are put together only when they are wanted; `words` and `strings` are empty then.
    package let templates: TemplatedTexts?
    /// Texts of which some are long, likewise.
    package let longTexts: LongTextColumn?
    /// The values of `longTexts` that are not long.
    package let rest: StoredColumn?
    /// Vectors that `strings` is made of on first use.
    package let vectors: StoredVectors?
    private let table: Mutex<StringTable?>
    /// About the number of bytes it takes in memory.
    let byteCount: Int

    /// Throws if texts can't be put together; `keepsTemplates` leaves that to whoever wants them.
    init(
        _ column: DecodedColumn,
        type: ValueType,
        keepsTemplates: Bool
    ) throws(BlockError) {
        self.type = type
        switch column {
        case .templates(let kept) where keepsTemplates:
            words = NarrowWords([])
            traces = []
            templates = kept
            longTexts = nil
            rest = nil
            vectors = nil
            table = Mutex(StringTable())
            byteCount = kept.byteCount + 256
        case .longTexts(let texts):
            words = NarrowWords([])
            traces = []
            templates = nil
            longTexts = texts
            let others = try texts.rest.map { (others) throws(BlockError) in
                try StoredColumn(others.column, type: type, keepsTemplates: keepsTemplates)
            }
            rest = others
            vectors = nil
            table = Mutex(StringTable())
            byteCount = texts.byteCount + (others?.byteCount ?? 0) + 256
        case .vectors(let decoded):
            let kept = StoredVectors(decoded)
            words = NarrowWords((0..<UInt64(kept.count)).map { $0 })
            traces = []
            templates = nil
            longTexts = nil
            rest = nil
            vectors = kept
            table = Mutex(nil)
            // As if the strings were made already.
            byteCount = words.byteCount + kept.byteCount + kept.stringByteCount + kept.count * 24
        default:
            var strings = StringTable()
            var traceTable = TraceTable()
            words = NarrowWords(try column.words(addingTo: &strings, &traceTable))
            traces = traceTable.ids
            templates = nil
            longTexts = nil
            rest = nil
            vectors = nil
            // Three words for a string: its offset, and what finds it again.
            byteCount =
                words.byteCount + strings.byteCount + strings.count * 24 + traces.count * 16 + 256
            table = Mutex(strings)
        }
    }

    /// The same with all texts put together; `fragments` has those of the long ones.
    func withWholeTexts(_ fragments: FragmentTable) throws(BlockError) -> StoredColumn {
        guard let longTexts else { return self }
        var strings = StringTable()
        var traces = TraceTable()
        let codes = try DecodedColumn.longTexts(longTexts).words(
            addingTo: &strings,
            &traces,
            fragments: fragments
        )
        return try StoredColumn(.strings(codes, strings), type: type, keepsTemplates: false)
    }

    package var count: Int { templates?.count ?? longTexts?.count ?? words.count }

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
