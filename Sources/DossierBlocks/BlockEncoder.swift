package import DossierColumns

/// Encodes rows of a batch as blocks.
package struct BlockEncoder: Sendable {
    private var chunks: ChunkEncoder

    package init(effort: EncodingEffort) {
        chunks = ChunkEncoder(effort: effort)
    }

    /// Encodes the rows `order`, row numbers of `rows` in stored order, as one block.
    ///
    /// Columns of references hold file-wide ids already; `slotIDs` gives the file-wide number of
    /// each slot of `rows.shapes`. `children` are the rows of the child tables that belong to the
    /// rows of the block, in stored order; their parent rows are numbered anew, within the block.
    /// Each table has at most `ChunkLimits.valueCountMax` rows in a block.
    ///
    /// `spanIDs` are those of spans to which the log records or exemplars of the block belong: their
    /// span ids are stored as row numbers in it, at a small part of their size. Decoding needs the
    /// same ids in the same order.
    package mutating func encode(
        _ rows: TableBatch,
        order: ArraySlice<UInt32>,
        slotIDs: [UInt32],
        strings: StringTable,
        traces: TraceTable,
        children: [(rows: TableBatch, order: ArraySlice<UInt32>, slotIDs: [UInt32])],
        spanIDs: [UInt64]? = nil
    ) -> EncodedBlock {
        let selection = RowSelection(order)
        let root = encodeTable(
            rows,
            selection,
            slotIDs: slotIDs,
            strings: strings,
            traces: traces,
            parents: nil,
            spanIDs: spanIDs
        )
        var tables = [root]
        for child in children {
            tables.append(
                encodeTable(
                    child.rows,
                    RowSelection(child.order),
                    slotIDs: child.slotIDs,
                    strings: strings,
                    traces: traces,
                    parents: selection,
                    spanIDs: nil
                )
            )
        }
        let timeField = rows.table.timeField
        let timeChunk = root.chunks.first { timeField != nil && $0.column.field == timeField }
        return EncodedBlock(
            table: rows.table,
            rowCount: order.count,
            timeRange: timeChunk?.chunk.range,
            tables: tables
        )
    }

    private mutating func encodeTable(
        _ rows: TableBatch,
        _ selection: RowSelection,
        slotIDs: [UInt32],
        strings: StringTable,
        traces: TraceTable,
        parents: RowSelection?,
        spanIDs: [UInt64]?
    ) -> EncodedTable {
        let table = rows.table
        var encoded = EncodedTable(table: table, rowCount: selection.count, chunks: [])
        var columns = rows.columns.map { selection.words(of: $0) }
        if let parents, let index = table.index(of: .parentRow) {
            for row in columns[index].indices {
                guard let place = parents.place(of: Int(columns[index][row])) else {
                    preconditionFailure("a child row whose parent is in another block")
                }
                columns[index][row] = UInt64(place)
            }
        }
        for (field, words) in zip(table.columns, columns) {
            let chunk = chunks.encode(
                words,
                type: field.type,
                strings: strings,
                traces: traces,
                related: table.related(to: field, columns: columns, spanIDs: spanIDs)
            )
            encoded.chunks.append((.field(field), chunk))
        }
        let series = table.index(of: .series).map { columns[$0] }
        let rowIDs = table.rowIDs(columns)
        for (number, slot) in rows.slots.enumerated() {
            let (words, places) = selection.words(of: slot)
            guard !words.isEmpty else { continue }
            let type = rows.shapes.slots[number].type
            let chunk = chunks.encode(
                words,
                type: type,
                strings: strings,
                traces: traces,
                related: type.isText ? rowIDs.map { .rowIDs($0.at(places)) } : nil,
                groupStarts: type == .double ? groupStarts(places, in: series) : []
            )
            encoded.chunks.append((.slot(slotIDs[number]), chunk))
        }
        return encoded
    }

    /// Where among the rows `places` another series begins.
    private func groupStarts(_ places: [UInt32], in series: [UInt64]?) -> [Int] {
        guard let series else { return [] }
        var starts: [Int] = []
        for index in places.indices.dropFirst()
        where series[Int(places[index])] != series[Int(places[index - 1])] {
            starts.append(index)
        }
        return starts
    }
}

extension ColumnID {
    /// The field of a column that every row has; nil for a slot.
    var field: Field? {
        if case .field(let field) = self { field } else { nil }
    }
}
