import DossierBlocks
import DossierColumns

/// Columns of one table of a block: all that every row has, and the slots that some rows have.
struct TableColumns: Sendable {
    let table: Table
    /// In the order of `Table.columns`.
    let fields: [StoredColumn]
    let slots: [(number: UInt32, column: StoredColumn)]
    let slotRows: SlotRows
}
