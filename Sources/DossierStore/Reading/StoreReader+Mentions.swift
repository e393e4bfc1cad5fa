package import DossierColumns
import DossierPrimitives
import Synchronization

/// The rows of a block that name a trace to which they do not belong.
package struct BlockMentions: Sendable {
    /// A block of log records; or one of spans, whose links are meant.
    package let block: BlockInfo
    /// Rows of the block's table, or of the links of a block of spans, ascending.
    package let rows: [Int]
    /// Of log records, for each row the slot that names the trace.
    package let slots: [UInt32]
}

extension StoreReader {
    /// Where rows are that name a trace: log records without a trace id of their own, and links of
    /// spans of other traces; in the order of the blocks.
    ///
    /// Also finds those that have only the lower 64 bits of its id. Finds none in files, or parts of
    /// files, that were written before the format had the table.
    ///
    /// - Complexity: O(log mentions + mentions of the trace).
    package func mentions(of trace: TraceID) throws(StoreError) -> [BlockMentions] {
        try pool.read { connection throws(StoreError) in
            try self.mentions(of: trace, from: connection)
        }
    }

    /// The same inside the connection's transaction.
    func mentions(
        of trace: TraceID,
        from connection: Connection
    ) throws(StoreError) -> [BlockMentions] {
        guard try hasMentions(connection) else { return [] }
        let found = try Self.rows(of: trace, from: connection)
        if found.isEmpty { return [] }
        let slotCount = try catalogue(of: connection)[shapes: .logRecord].slots.count
        var mentions: [BlockMentions] = []
        for (id, slots) in found.sorted(by: { $0.key < $1.key }) {
            let block = try BlockInfo.load(id: id, from: connection)
            let rowCount = block.table == .span ? block.linkCount : block.rowCount
            let rows = slots.keys.sorted()
            guard Int(rows.last ?? 0) < rowCount, Self.mentioning.contains(block.table),
                slots.values.allSatisfy({ block.table == .span || Int($0) < slotCount })
            else {
                throw StoreError(
                    .damagedCatalogue(
                        table: "mention",
                        detail: "no such rows of trace \(trace.hex) in block \(id)"
                    ),
                    path: path
                )
            }
            mentions.append(
                BlockMentions(
                    block: block,
                    rows: rows.map { Int($0) },
                    slots: rows.map { slots[$0] ?? 0 }
                )
            )
        }
        return mentions
    }

    private func hasMentions(_ connection: Connection) throws(StoreError) -> Bool {
        if hasMentionTable.withLock({ $0 }) { return true }
        let isFound = try connection.hasTable("mention")
        hasMentionTable.withLock { $0 = isFound }
        return isFound
    }

    private static let mentioning: [Table] = [.span, .logRecord]

    /// The rows that name a trace, by block, each with the first slot that names it.
    private static func rows(
        of trace: TraceID,
        from connection: Connection
    ) throws(StoreError) -> [UInt32: [UInt32: UInt32]] {
        let statement = try connection.prepare(
            "SELECT block_id, rows FROM mention WHERE trace_id IN (?1, ?2)"
        )
        defer { statement.reset() }
        statement.bind(trace, at: 1)
        statement.bind(trace.low == 0 ? trace : TraceID(high: 0, low: trace.low), at: 2)
        var found: [UInt32: [UInt32: UInt32]] = [:]
        while try statement.step() {
            let block = UInt32(clamping: statement.int(0))
            try forEachRow(statement.bytes(1), of: block, connection) { row, slot in
                if found[block]?[row] == nil { found[block, default: [:]][row] = slot }
            }
        }
        return found
    }

    /// Calls with the rows of an entry of the table, and the slots that name the trace.
    private static func forEachRow(
        _ bytes: [UInt8],
        of block: UInt32,
        _ connection: Connection,
        _ body: (_ row: UInt32, _ slot: UInt32) -> Void
    ) throws(StoreError) {
        var position = 0
        var row: UInt64 = 0
        while position < bytes.count {
            guard let step = try? Varint.read(bytes, at: &position),
                let slot = try? Varint.read(bytes, at: &position),
                step <= UInt64(UInt32.max), slot <= UInt64(UInt32.max),
                row + step <= UInt64(UInt32.max)
            else {
                throw StoreError(
                    .damagedCatalogue(table: "mention", detail: "rows of block \(block)"),
                    path: connection.path
                )
            }
            row += step
            body(UInt32(row), UInt32(slot))
        }
    }

    /// Calls with every row of some blocks that names a trace, of blocks of spans the rows of links;
    /// in the order of the traces.
    ///
    /// A trace may be named by the lower 64 bits of its id only.
    ///
    /// - Complexity: O(mentions of the store).
    package func forEachMention(
        in blocks: Set<UInt32>,
        _ body: (_ trace: TraceID, _ block: UInt32, _ row: Int) -> Void
    ) throws(StoreError) {
        try pool.read { connection throws(StoreError) in
            guard try self.hasMentions(connection) else { return }
            let statement = try connection.prepare("SELECT trace_id, block_id, rows FROM mention")
            defer { statement.reset() }
            while try statement.step() {
                let block = UInt32(clamping: statement.int(1))
                guard blocks.contains(block), let trace = statement.traceID(0) else { continue }
                try Self.forEachRow(statement.bytes(2), of: block, connection) { row, _ in
                    body(trace, block, Int(row))
                }
            }
        }
    }
}
