import DossierBlocks
import DossierColumns
import DossierStore

/// The texts of a slot, which are put together first if they are templates.
struct ColumnTexts {
    private let column: StoredColumn
    /// The rows that have the texts, and the ids of all rows of the block; of log records only,
    /// whose texts may repeat them.
    private let rows: [UInt32]
    private let traces: StoredColumn?
    private let spanIDs: StoredColumn?

    init(
        _ column: StoredColumn,
        rows: [UInt32] = [],
        traces: StoredColumn? = nil,
        spanIDs: StoredColumn? = nil
    ) {
        self.column = column
        self.rows = rows
        self.traces = traces
        self.spanIDs = spanIDs
    }

    /// Puts the texts of some values together; they lie end to end.
    func composed(
        _ values: Range<Int>,
        of templates: TemplatedTexts
    ) throws -> (bytes: [UInt8], lengths: [UInt64]) {
        guard let traces, let spanIDs else {
            return try templates.texts(values, ids: nil)
        }
        var table = TraceTable()
        let numbers = rows[values].map { row in
            let number = traces.words[Int(row)]
            return number == noTrace ? number : UInt64(table.intern(traces.traces[Int(number)]))
        }
        let ids = RowIDs(
            traces: numbers,
            of: table,
            spanIDs: rows[values].map { spanIDs.words[Int($0)] }
        )
        return try templates.texts(values, ids: ids)
    }

    /// The id that the text of a value repeats, as words of 16 digits each; nil if its row has none.
    func id(of value: Int, isTrace: Bool) -> (high: UInt64?, low: UInt64)? {
        guard let traces, let spanIDs, value < rows.count else { return nil }
        let row = Int(rows[value])
        if isTrace {
            let number = traces.words[row]
            guard number < UInt64(traces.traces.count) else { return nil }
            let id = traces.traces[Int(number)]
            return (id.high, id.low)
        }
        let id = spanIDs.words[row]
        return id == 0 ? nil : (nil, id)
    }

    /// All texts: the code of each value, and the strings.
    func whole() throws -> (codes: [UInt64], strings: StringTable) {
        guard let templates = column.templates else { return (column.words.words, column.strings) }
        let (bytes, lengths) = try composed(0..<templates.count, of: templates)
        let strings = StringTable(bytes: bytes, lengths: lengths)
        return ((0..<UInt64(templates.count)).map { $0 }, strings)
    }
}
