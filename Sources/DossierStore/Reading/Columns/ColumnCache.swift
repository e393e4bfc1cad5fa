import DossierBlocks
import DossierColumns
import Synchronization

/// What is decoded of a block.
struct CachedBlock: Sendable {
    /// Once rows were looked up in it.
    var info: BlockInfo?
    /// By `ChunkID.key`.
    var columns: [Int64: StoredColumn] = [:]
    /// The keys of slots that no row has.
    var absent: Set<Int64> = []
    /// The shapes of the rows of each table.
    var slotRows: [Table: SlotRows] = [:]

    /// About the number of bytes it takes in memory.
    var byteCount: Int {
        columns.values.reduce(0) { $0 + $1.byteCount }
            + slotRows.values.reduce(0) { $0 + $1.byteCount }
    }
}

/// Decoded columns that are kept for the next query, up to a number of bytes.
///
/// Blocks never change and their numbers are not reused, so no entry becomes stale. A look-up
/// evicts the least recently used blocks to make room; a scan, which reads much once, keeps only
/// what fits.
final class ColumnCache: Sendable {
    enum Use: Sendable {
        case lookup, scan
    }

    private struct Entry {
        var block: CachedBlock
        var byteCount: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [UInt32: Entry] = [:]
        var byteCount = 0
        var clock: UInt64 = 0
    }

    let byteLimit: Int
    private let state = Mutex(State())

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// What is cached of a block.
    subscript(block: UInt32) -> CachedBlock? {
        state.withLock { state in
            state.clock += 1
            let now = state.clock
            state.entries[block]?.lastUse = now
            return state.entries[block]?.block
        }
    }

    /// Adds what was decoded of a block to what is cached of it.
    func add(_ added: CachedBlock, of block: UInt32, for use: Use) {
        state.withLock { state in
            var merged = state.entries[block]?.block ?? CachedBlock()
            merged.info = merged.info ?? added.info
            merged.columns.merge(added.columns) { known, _ in known }
            merged.absent.formUnion(added.absent)
            merged.slotRows.merge(added.slotRows) { known, _ in known }
            let byteCount = merged.byteCount
            let growth = byteCount - (state.entries[block]?.byteCount ?? 0)
            let room = byteLimit - state.byteCount
            guard byteCount <= byteLimit, growth <= room || use == .lookup else { return }
            state.clock += 1
            state.entries[block] = Entry(
                block: merged,
                byteCount: byteCount,
                lastUse: state.clock
            )
            state.byteCount += growth
            if state.byteCount > byteLimit { forget(&state) }
        }
    }

    /// Evicts the least recently used blocks, down to seven eighths of the limit; the most recently
    /// used one stays.
    private func forget(_ state: inout State) {
        let oldestFirst = state.entries.sorted { $0.value.lastUse < $1.value.lastUse }.dropLast()
        for (block, entry) in oldestFirst where state.byteCount > byteLimit / 8 * 7 {
            state.entries[block] = nil
            state.byteCount -= entry.byteCount
        }
    }
}
