import DossierBlocks
import DossierColumns

/// What the slots and shapes of a batch are in the file.
struct ShapeMapping {
    /// By the slot's number in the batch; 0 for slots that no row has.
    private(set) var slotIDs: [UInt32]
    private var shapeIDs: [UInt32?]

    /// Finds or adds every shape that a row has in the file's `tree`.
    init(_ rows: TableBatch, into tree: inout ShapeTree) {
        slotIDs = Array(repeating: 0, count: rows.shapes.slots.count)
        shapeIDs = Array(repeating: nil, count: rows.shapes.count)
        shapeIDs[Int(ShapeTree.root)] = ShapeTree.root
        var last = ShapeTree.root
        for shape in rows.columns[rows.columns.count - 1] {
            let shape = UInt32(shape)
            if shape == last { continue }
            last = shape
            if shapeIDs[Int(shape)] == nil { map(shape, of: rows.shapes, into: &tree) }
        }
    }

    subscript(shape shape: UInt64) -> UInt64 { UInt64(shapeIDs[Int(shape)] ?? ShapeTree.root) }

    private mutating func map(
        _ shape: UInt32,
        of batch: ShapeTree,
        into tree: inout ShapeTree
    ) {
        var unmapped: [UInt32] = []
        var node = shape
        while shapeIDs[Int(node)] == nil {
            unmapped.append(node)
            node = batch.parent(of: node)
        }
        var parent = shapeIDs[Int(node)] ?? ShapeTree.root
        for node in unmapped.reversed() {
            let number = batch.lastSlot(of: node)
            let slot = batch.slots[Int(number)]
            let key = slot.field == nil ? Array(batch.keys[slot.key]) : []
            let slotID = tree.number(
                field: slot.field,
                key: key,
                type: slot.type,
                occurrence: slot.occurrence
            )
            slotIDs[Int(number)] = slotID
            parent = tree.step(from: parent, slot: slotID)
            shapeIDs[Int(node)] = parent
        }
    }
}

extension TableBatch {
    /// Replaces every word of a column.
    mutating func mapColumn(_ index: Int, _ transform: (UInt64) -> UInt64) {
        // Taken out of the table, the column is changed in place.
        var column = columns[index]
        columns[index] = []
        for row in column.indices { column[row] = transform(column[row]) }
        columns[index] = column
    }
}

extension Catalogue {
    /// Puts the file's shapes into the rows of a batch, and adds the new ones.
    ///
    /// Returns the file's number of each slot of the batch.
    mutating func mapShapes(_ rows: inout TableBatch, path: String) throws(StoreError) -> [UInt32] {
        let mapping = ShapeMapping(rows, into: &self[shapes: rows.table])
        // The columns of slots are numbered from 64 on.
        guard self[shapes: rows.table].slots.count + 64 <= Int(ChunkID.columnLimit) else {
            throw StoreError(.tooManySlots(rows.table), path: path)
        }
        rows.mapColumn(rows.columns.count - 1) { mapping[shape: $0] }
        return mapping.slotIDs
    }
}
