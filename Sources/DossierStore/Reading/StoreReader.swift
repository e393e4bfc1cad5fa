package import DossierBlocks
package import DossierColumns
import Synchronization

/// Reads a store, from any thread, while others read or one writes.
///
/// Every method sees whole commits only, in one short transaction of its own, and decodes outside
/// of it. Blocks never change, so what one method returns can be asked of the next.
package final class StoreReader: Sendable {
    /// Without symbolic links.
    package var path: String { pool.path }

    let pool: ConnectionPool
    private let catalogue = Mutex(Catalogue())
    private let seriesRows = Mutex<[UInt32: RowSet]>([:])
    let cache: ColumnCache
    /// Whether the file is known to have the table `mention`, which a writer may add.
    let hasMentionTable = Mutex(false)

    /// The version of the format of every file that can be opened.
    package static let formatVersion = StoreFormat.version

    /// The default limit on memory for decoded columns, in bytes.
    package static let cacheByteLimit = 256 << 20

    package init(
        path: String,
        cacheByteLimit: Int = StoreReader.cacheByteLimit
    ) throws(StoreError) {
        pool = try ConnectionPool(path: path)
        cache = ColumnCache(byteLimit: cacheByteLimit)
    }

    /// The number of commits in the file; it changes when there is new data.
    package func commitCount() throws(StoreError) -> Int64 {
        try pool.read { connection throws(StoreError) in try Meta.commitCount(connection) }
    }

    // MARK: - What rows refer to

    /// Resources, scopes and metrics; their codes are the numbers that rows refer to.
    package func sharedValues() throws(StoreError) -> SharedValues {
        try currentCatalogue().shared
    }

    /// `service.name` of every resource, by its number.
    package func serviceNames() throws(StoreError) -> [String?] {
        try currentCatalogue().serviceNames.map { name in
            name.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The same as bytes, for comparisons.
    package func serviceNameBytes() throws(StoreError) -> [[UInt8]?] {
        try currentCatalogue().serviceNames
    }

    /// The shapes of a table's rows.
    package func shapes(of table: Table) throws(StoreError) -> ShapeTree {
        try currentCatalogue()[shapes: table]
    }

    /// The inputs that were read, by id.
    package func inputs() throws(StoreError) -> [InputRecord] {
        try pool.read { connection throws(StoreError) in try InputRecord.load(from: connection) }
    }

    // MARK: - Blocks

    /// The blocks of a table, oldest first; with a `timeRange` only those whose known times touch
    /// it.
    package func blocks(
        of table: Table,
        timeRange: ClosedRange<UInt64>? = nil
    ) throws(StoreError) -> [BlockInfo] {
        let blocks = try pool.read { connection throws(StoreError) in
            try BlockInfo.load(of: table, from: connection)
        }
        guard let timeRange else { return blocks }
        return blocks.filter { $0.timeRange?.overlaps(timeRange) ?? false }
    }

    /// The blocks with these ids, in the order asked for.
    package func blocks(ids: [UInt32]) throws(StoreError) -> [BlockInfo] {
        try pool.read { connection throws(StoreError) in
            var blocks: [BlockInfo] = []
            for id in ids { blocks.append(try BlockInfo.load(id: id, from: connection)) }
            return blocks
        }
    }

    /// Reads and decodes rows of a block.
    ///
    /// Shapes, slots, resources, scopes, metrics and series are numbered as in the file. Columns
    /// that were not asked for, and are not needed to decode the others, are empty.
    ///
    /// `columns` are those wanted of the block's table and its child tables; tables that are not
    /// named are left out, and nil is for everything. Slots that no row has are skipped.
    package func read(
        _ block: BlockInfo,
        columns: [Table: Set<ColumnID>]? = nil
    ) throws(StoreError) -> RowSet {
        let (encoded, catalogue) = try pool.read { connection throws(StoreError) in
            let encoded = try EncodedContent(block, columns: columns, from: connection)
            return (encoded, try self.catalogue(of: connection))
        }
        return try encoded.decode { catalogue[shapes: $0] }
    }

    /// What the chunks of a block are, without their data.
    package func chunks(of block: BlockInfo) throws(StoreError) -> [ChunkInfo] {
        try pool.read { connection throws(StoreError) in
            try ChunkInfo.load(of: block, from: connection)
        }
    }

    // MARK: - Series

    /// The series of the store, by block, decoded once and kept; with `ids` only the blocks that
    /// hold any of these.
    package func series(_ ids: Set<UInt32>? = nil) throws(StoreError) -> [SeriesBlock] {
        var found: [SeriesBlock] = []
        var next: UInt64 = 0
        for block in try blocks(of: .series) {
            // Whoever looks a series up by its id counts on numbers without gaps.
            guard block.firstRow == next else {
                throw StoreError(
                    .damagedCatalogue(
                        table: "block \(block.id)",
                        detail: "preceding rows are missing"
                    ),
                    path: path
                )
            }
            next = block.rowRange.upperBound
            guard let firstID = UInt32(exactly: block.firstRow), next <= UInt64(UInt32.max) else {
                throw StoreError(.tooManyRows(.series), path: path)
            }
            if let ids, !ids.contains(where: { block.rowRange.contains(UInt64($0)) }) { continue }
            if let rows = seriesRows.withLock({ $0[block.id] }) {
                found.append(SeriesBlock(firstID: firstID, rows: rows))
            } else {
                let rows = try read(block)
                seriesRows.withLock { $0[block.id] = rows }
                found.append(SeriesBlock(firstID: firstID, rows: rows))
            }
        }
        return found
    }

    // MARK: - The catalogue in memory

    func currentCatalogue() throws(StoreError) -> Catalogue {
        try pool.read { connection throws(StoreError) in try self.catalogue(of: connection) }
    }

    /// The catalogue, with everything that the connection's transaction sees.
    func catalogue(of connection: Connection) throws(StoreError) -> Catalogue {
        try catalogue.withLock { catalogue throws(StoreError) in
            try catalogue.load(from: connection, roots: false)
            return catalogue
        }
    }
}

/// A block of series.
///
/// The id of a series is `firstID` plus its row.
package struct SeriesBlock: Sendable {
    package let firstID: UInt32
    package let rows: RowSet
}
