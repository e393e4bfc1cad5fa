import DossierBlocks
import DossierColumns

/// The ids of a block's rows, and which rows have which slots: what texts that repeat the ids of
/// their rows are decoded with.
struct RowIdentity {
    private let ids: RowIDs
    private var traces = TraceTable()
    private let slotRows: SlotRows

    /// `column` gives the decoded column with a key.
    init(
        of content: EncodedContent,
        _ table: Table,
        _ shapes: ShapeTree,
        column: (Int64) -> StoredColumn?
    ) throws(StoreError) {
        func field(_ field: Field) throws(StoreError) -> StoredColumn {
            guard let found = column(content.key(of: .field(field), table)) else {
                throw content.missing(.field(field), of: table)
            }
            return found
        }
        let trace = try field(.trace)
        ids = RowIDs(traces: trace.words.words, spanIDs: try field(.spanID).words.words)
        for id in trace.traces { _ = traces.intern(id) }
        slotRows = try content.slotRows(of: table, field(.shape), shapes: shapes)
    }

    func column(
        _ chunk: StoredChunk,
        of content: EncodedContent,
        _ shapes: ShapeTree
    ) throws(StoreError) -> StoredColumn {
        guard let bytes = chunk.bytes, case .slot(let slot) = bytes.column,
            slot < shapes.slots.count
        else { throw content.damage(in: chunk, EncodedContent.noColumn) }
        let rows = slotRows.rows(of: slot)
        guard rows.count == bytes.valueCount else {
            throw content.damage(
                in: chunk,
                "\(bytes.valueCount) values where the rows have \(rows.count)"
            )
        }
        let type = shapes.slots[Int(slot)].type
        do {
            return StoredColumn(
                try ColumnDecoder.decode(bytes, type: type, ids: ids.at(rows), traces: traces),
                type: type
            )
        } catch {
            throw content.damage(in: chunk, "\(error)")
        }
    }
}
