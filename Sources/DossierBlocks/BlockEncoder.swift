package import DossierColumns

/// Rows of a batch that go into a block.
package struct BlockRows: Sendable {
    package let rows: TableBatch
    /// Row numbers of `rows`, in stored order.
    package let order: ArraySlice<UInt32>
    /// The file-wide number of each slot of `rows.shapes`.
    package let slotIDs: [UInt32]

    package init(_ rows: TableBatch, order: ArraySlice<UInt32>, slotIDs: [UInt32]) {
        self.rows = rows
        self.order = order
        self.slotIDs = slotIDs
    }
}

/// Encodes rows of a batch as blocks.
package struct BlockEncoder: Sendable {
    private let chunks: ChunkEncoder

    package init(effort: EncodingEffort) {
        chunks = ChunkEncoder(effort: effort)
    }

    /// Encodes rows, and the rows of child tables that belong to them, as one block.
    ///
    /// Columns of references hold file-wide ids already; parent rows of the children are renumbered
    /// within the block. Texts of slots that are in `longTexts` are stored as their fragments. Each
    /// table has at most `ChunkLimits.valueCountMax` rows in a block.
    package func encode(
        _ rows: BlockRows,
        children: [BlockRows] = [],
        strings: StringTable,
        longTexts: LongTexts? = nil,
        traces: TraceTable
    ) -> EncodedBlock {
        let selection = RowSelection(rows.order)
        let root = encodeTable(rows, selection, parents: nil, strings, longTexts, traces)
        var tables = [root]
        for child in children {
            let childSelection = RowSelection(child.order)
            tables.append(
                encodeTable(child, childSelection, parents: selection, strings, longTexts, traces)
            )
        }
        let table = rows.rows.table
        let timeChunk = table.timeField.flatMap { time in
            root.chunks.first { $0.column == .field(time) }
        }
        return EncodedBlock(
            table: table,
            rowCount: rows.order.count,
            timeRange: timeChunk?.chunk.range,
            tables: tables
        )
    }

    private func encodeTable(
        _ blockRows: BlockRows,
        _ selection: RowSelection,
        parents: RowSelection?,
        _ strings: StringTable,
        _ longTexts: LongTexts?,
        _ traces: TraceTable
    ) -> EncodedTable {
        let rows = blockRows.rows
        let table = rows.table
        var encoded = EncodedTable(table: table, rowCount: selection.count, chunks: [])
        var columns = rows.columns.map { selection.words(of: $0) }
        if let parents, let index = table.index(of: .parentRow) {
            for row in columns[index].indices {
                guard let parent = parents.blockRow(of: Int(columns[index][row])) else {
                    preconditionFailure("the parent of a child row is in another block")
                }
                columns[index][row] = UInt64(parent)
            }
        }
        for (field, words) in zip(table.columns, columns) {
            let companion = table.companion(of: field).flatMap { table.index(of: $0) }
            let chunk = chunks.encode(
                words,
                type: field.type,
                strings: strings,
                traces: traces,
                related: table.related(to: field, companion: companion.map { columns[$0] })
            )
            encoded.chunks.append((.field(field), chunk))
        }
        let series = table.index(of: .series).map { columns[$0] }
        let rowIDs = table.rowIDs(columns, traces)
        for (number, slot) in rows.slots.enumerated() {
            let (words, slotRows) = selection.words(of: slot)
            guard !words.isEmpty else { continue }
            let type = rows.shapes.slots[number].type
            let chunk = chunks.encode(
                words,
                type: type,
                strings: strings,
                traces: traces,
                rowIDs: type.isText ? rowIDs?.at(slotRows) : nil,
                longTexts: longTexts,
                groupStarts: type == .double ? groupStarts(slotRows, in: series) : []
            )
            encoded.chunks.append((.slot(blockRows.slotIDs[number]), chunk))
        }
        return encoded
    }

    /// The indices in `rows` at which another series begins.
    private func groupStarts(_ rows: [UInt32], in series: [UInt64]?) -> [Int] {
        guard let series else { return [] }
        var starts: [Int] = []
        for index in rows.indices.dropFirst()
        where series[Int(rows[index])] != series[Int(rows[index - 1])] {
            starts.append(index)
        }
        return starts
    }
}
