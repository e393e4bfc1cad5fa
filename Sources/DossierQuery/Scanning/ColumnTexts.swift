import DossierBlocks
import DossierColumns
import DossierStore

/// The texts of a column of log records, which are put together first if they are templates.
struct ColumnTexts {
    private let column: StoredColumn
    /// The rows that have the texts, and the ids of all rows of the block.
    private let rows: [UInt32]
    private let traceCodes: NarrowWords
    private let spanIDs: NarrowWords
    private let traces: TraceTable

    init(
        _ column: StoredColumn,
        rows: [UInt32] = [],
        traces: StoredColumn? = nil,
        spanIDs: StoredColumn? = nil
    ) {
        self.column = column
        self.rows = rows
        traceCodes = traces?.words ?? NarrowWords([])
        self.spanIDs = spanIDs?.words ?? NarrowWords([])
        var table = TraceTable()
        // Numbered as they are: no id is there twice.
        for id in traces?.traces ?? [] { _ = table.intern(id) }
        self.traces = table
    }

    /// Puts the texts of some values together; they lie end to end.
    func composed(
        _ values: Range<Int>,
        of templates: TemplatedTexts
    ) throws -> (bytes: [UInt8], lengths: [UInt64]) {
        let ids = RowIDs(
            traces: rows[values].map { traceCodes[Int($0)] },
            spanIDs: rows[values].map { spanIDs[Int($0)] }
        )
        return try templates.texts(values, ids: ids, traces: traces)
    }

    /// All texts: the code of each value, and the strings.
    func whole() throws -> (codes: [UInt64], strings: StringTable) {
        guard let templates = column.templates else { return (column.words.words, column.strings) }
        let (bytes, lengths) = try composed(0..<templates.count, of: templates)
        var offsets = [0]
        offsets.reserveCapacity(lengths.count + 1)
        var end = 0
        for length in lengths {
            end += Int(length)
            offsets.append(end)
        }
        let strings = StringTable(bytes: bytes, offsets: offsets)
        return ((0..<UInt64(templates.count)).map { $0 }, strings)
    }
}
