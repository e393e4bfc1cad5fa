import DossierBlocks
import DossierColumns

/// The chunks of a block as they are stored: what is read inside the transaction.
struct EncodedContent: Sendable {
    let block: BlockInfo
    let path: String
    /// In the order of their keys, so each table's chunks are together.
    private(set) var chunks: [StoredChunk] = []
    /// The columns wanted, by table; nil for all of all tables.
    let columns: [Table: Set<ColumnID>]?
    /// The fragments of the chunks' long texts; none if only single columns were read.
    private(set) var fragments = FragmentTable()

    init(
        _ block: BlockInfo,
        columns: [Table: Set<ColumnID>]?,
        from connection: Connection
    ) throws(StoreError) {
        self.block = block
        self.columns = columns
        path = connection.path
        guard let columns else {
            try readAll(from: connection)
            try readFragments(from: connection)
            return
        }
        for table in tables {
            guard let wanted = columns[table] else { continue }
            var needed = Self.withRelated(wanted, of: table)
            var ids = table.idColumns.subtracting(needed)
            for column in needed.sorted(by: Self.isBefore) {
                try read(column, of: table, from: connection)
                // Only the chunk shows whether texts may repeat the ids of their rows.
                guard let chunk = chunks.last, BlockDecoder.mayRepeatRowIDs(chunk.data) else {
                    continue
                }
                for id in ids.sorted(by: Self.isBefore) {
                    try read(id, of: table, from: connection)
                }
                needed.formUnion(ids)
                ids = []
            }
        }
        try readFragments(from: connection)
    }

    /// Reads these columns of one table, and no others that they need.
    init(
        _ block: BlockInfo,
        only columns: [ColumnID],
        of table: Table,
        from connection: Connection
    ) throws(StoreError) {
        self.block = block
        self.columns = [table: Set(columns)]
        path = connection.path
        for column in columns.sorted(by: Self.isBefore) {
            try read(column, of: table, from: connection)
        }
    }

    /// The tables that the block holds rows of.
    var tables: [Table] {
        ([block.table] + block.table.children).filter { block.rowCount(of: $0) > 0 }
    }

    private static func isBefore(_ left: ColumnID, _ right: ColumnID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The columns that have to be read to decode the ones wanted: slots need the shapes, and some
    /// fields are encoded relative to others.
    static func withRelated(_ wanted: Set<ColumnID>, of table: Table) -> Set<ColumnID> {
        var columns = wanted
        for column in wanted {
            switch column {
            case .slot: columns.insert(.field(.shape))
            case .field(let field):
                if let companion = table.companion(of: field) { columns.insert(.field(companion)) }
            }
        }
        return columns
    }

    private mutating func readAll(from connection: Connection) throws(StoreError) {
        let keys = ChunkID.keys(of: block.id)
        let statement = try connection.prepare(StoredChunk.selectRange)
        defer { statement.reset() }
        statement.bind(keys.lowerBound, at: 1)
        statement.bind(keys.upperBound, at: 2)
        while try statement.step() { chunks.append(StoredChunk(statement)) }
    }

    private mutating func readFragments(from connection: Connection) throws(StoreError) {
        var numbers: [UInt32] = []
        for chunk in chunks where BlockDecoder.hasLongTexts(chunk.data) {
            // A damaged chunk is reported when it is decoded.
            guard let bytes = chunk.bytes else { continue }
            numbers += (try? LongTextColumn.fragments(of: bytes)) ?? []
        }
        if !numbers.isEmpty { fragments = try FragmentTable(numbers, from: connection) }
    }

    private mutating func read(
        _ column: ColumnID,
        of table: Table,
        from connection: Connection
    ) throws(StoreError) {
        let id = ChunkID(block: block.id, table: table, column: column)
        let statement = try connection.prepare(StoredChunk.selectOne)
        defer { statement.reset() }
        statement.bind(id.key, at: 1)
        if try statement.step() { chunks.append(StoredChunk(statement)) }
    }
}
