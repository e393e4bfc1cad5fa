import DossierBlocks
import DossierColumns

/// Columns that are wanted of a block, and which of them have to be read.
struct ColumnRequest: Sendable {
    let block: BlockInfo
    /// Those that are not decoded yet, and their companions.
    let missing: [ColumnID]
    private let table: Table
    private let keys: [Int64]
    private let cached: CachedBlock?

    /// `all` are the columns that are wanted, and their companions.
    init(
        _ wanted: [ColumnID],
        _ all: [ColumnID],
        of table: Table,
        in block: BlockInfo,
        cached: CachedBlock?
    ) {
        self.block = block
        self.table = table
        self.cached = cached
        func key(_ column: ColumnID) -> Int64 {
            ChunkID(block: block.id, table: table, column: column).key
        }
        func isKnown(_ column: ColumnID) -> Bool {
            let key = key(column)
            return cached?.columns[key] != nil || cached?.absent.contains(key) ?? false
        }
        keys = wanted.map(key)
        missing = wanted.allSatisfy(isKnown) ? [] : all.filter { !isKnown($0) }
    }

    /// Decodes what was read of the missing columns.
    func decode(
        _ encoded: EncodedContent,
        shapes: ShapeTree
    ) throws(StoreError) -> CachedBlock {
        var added = CachedBlock()
        added.columns = try encoded.columns(
            of: table,
            shapes: shapes,
            known: cached?.columns ?? [:]
        )
        for column in missing {
            let key = ChunkID(block: block.id, table: table, column: column).key
            guard added.columns[key] == nil else { continue }
            if case .field = column { throw encoded.missing(column, of: table) }
            added.absent.insert(key)
        }
        return added
    }

    /// The columns that are wanted, given those that were missing.
    func columns(_ added: CachedBlock) -> [StoredColumn?] {
        keys.map { cached?.columns[$0] ?? added.columns[$0] }
    }
}
