import DossierBlocks
package import DossierColumns
package import DossierStore

/// Which attributes to list.
package struct AttributeCondition: Sendable {
    /// What keys start with.
    package var keyPrefix: [UInt8] = []
    /// The only key; nil for all.
    package var key: [UInt8]?
    /// The tables whose rows are looked at.
    package var tables: Set<Table> = Set(Table.allCases)
    package var levels: Set<AttributePlace.Level> = [.resource, .scope, .own]
    /// The spans that count, by the position of their block among the blocks of spans; nil for all.
    ///
    /// Events and links count with their spans.
    package var spans: [RowBits]?
    /// How many values to give of each attribute; with 0 no values are read.
    package var valueLimit = 0
    /// How many different values to tell apart.
    package var distinctLimit = 10_000

    package init() {}

    func allows(_ key: some Collection<UInt8>) -> Bool {
        if let wanted = self.key { return key.elementsEqual(wanted) }
        return key.starts(with: keyPrefix)
    }
}

/// Lists the attributes that the rows of a store have.
///
/// Values of a column are counted by code before they are told apart. Blocks are worked on by
/// several threads; in memory are the columns of a few blocks, and the values that are told apart.
package struct AttributeScan: Sendable {
    private let condition: AttributeCondition
    private let catalogue: PredicateCatalogue
    private let blocks: [(block: BlockInfo, rows: RowBits?)]
    private let isCancelled: @Sendable () -> Bool

    package init(
        _ condition: AttributeCondition,
        in reader: StoreReader,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        self.condition = condition
        self.isCancelled = isCancelled
        var blocks: [(block: BlockInfo, rows: RowBits?)] = []
        for table in [Table.span, .logRecord, .series, .exemplar] {
            guard
                condition.tables.contains(table)
                    || table.children.contains(where: condition.tables.contains)
            else { continue }
            let own = try reader.blocks(of: table)
            guard table == .span, let spans = condition.spans else {
                blocks += own.map { ($0, nil) }
                continue
            }
            // Blocks that came since the spans were found have none of them.
            blocks += zip(own, spans).filter { !$1.isEmpty }.map { ($0, $1) }
        }
        self.blocks = blocks
        catalogue = try PredicateCatalogue(reader)
    }

    private static let blockCountAtOnce = 8

    /// The attributes by key, and then by table, level and type.
    ///
    /// - Throws: `CancellationError` after giving up, or an error of the store.
    /// - Complexity: O(rows), over the columns of the attributes if values are asked for, over the
    ///   shapes otherwise.
    package func run() throws -> [AttributeUse] {
        var totals: [AttributePlace: ValueCounts] = [:]
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[start..<min(start + Self.blockCountAtOnce, blocks.count)])
            for counts in try parallelMap(some, { try self.counts(of: $0.block, $0.rows) }) {
                for (place, counts) in counts {
                    var total =
                        totals.removeValue(forKey: place)
                        ?? ValueCounts(place.type, limit: condition.distinctLimit)
                    total.add(counts)
                    totals[place] = total
                }
            }
        }
        return totals.filter { $0.value.rowCount > 0 }
            .map { $0.value.use($0.key, valueLimit: condition.valueLimit) }
            .sorted { $0.place.precedes($1.place) }
    }

    private func counts(
        of block: BlockInfo,
        _ rows: RowBits?
    ) throws -> [AttributePlace: ValueCounts] {
        guard !isCancelled() else { throw CancellationError() }
        let columns = BlockColumns(block, catalogue)
        var counts: [AttributePlace: ValueCounts] = [:]
        for table in [block.table] + block.table.children
        where condition.tables.contains(table) && columns.rowCount(of: table) > 0 {
            var block = AttributeBlock(condition, columns, table)
            block.rows = try rows.map { try columns.children(of: $0, in: table) }
            try block.countShared()
            if condition.levels.contains(.own) { try block.countSlots() }
            counts.merge(block.counts) { first, _ in first }
        }
        return counts
    }
}

extension BlockColumns {
    /// The rows of a child table that belong to rows of the block's table; these themselves for that
    /// one.
    func children(of rows: RowBits, in table: Table) throws -> RowBits {
        guard table != block.table else { return rows }
        let parents = try words(.parentRow, of: table)
        return RowBits.filled(parents.count) { row in
            parents[row] < UInt64(rows.rowCount) && rows[Int(parents[row])]
        }
    }
}

extension AttributePlace {
    fileprivate func precedes(_ other: AttributePlace) -> Bool {
        if key != other.key { return key.lexicographicallyPrecedes(other.key) }
        return (table.rawValue, level.rawValue, type.rawValue)
            < (other.table.rawValue, other.level.rawValue, other.type.rawValue)
    }
}
