import DossierBlocks
import DossierColumns

/// Gathers the spans and log records of a store trace by trace, in the order in which the traces
/// began; those without a trace come last, in the order of their blocks.
struct TraceGathering {
    private let reader: StoreReader
    private let limit: PortionLimit
    private let blocks: [UInt32: BlockInfo]
    private let shared: SharedValues

    /// The tables whose rows are clustered by trace and belong to nothing else.
    private static let tables: [Table] = [.span, .logRecord]

    private struct Run {
        var block: UInt32
        var rows: Range<Int>
    }

    init(_ reader: StoreReader, limit: PortionLimit) throws(StoreError) {
        self.reader = reader
        self.limit = limit
        var blocks: [UInt32: BlockInfo] = [:]
        for table in Self.tables {
            for block in try reader.blocks(of: table) { blocks[block.id] = block }
        }
        self.blocks = blocks
        shared = try reader.sharedValues()
    }

    func forEachPortion(
        _ body: (consuming Batch) throws(StoreError) -> Void
    ) throws(StoreError) {
        var runs: [Run] = []
        var rowCount = 0
        for locations in try reader.traceLocationsByStart() {
            for location in locations where Self.tables.contains(location.table) {
                runs.append(Run(block: location.block, rows: location.rows))
                rowCount += location.rowCount
            }
            guard rowCount >= limit.rows else { continue }
            try deliver(runs, rowLimit: .max, body)
            runs = []
            rowCount = 0
        }
        let loose = try looseRuns()
        if rowCount + loose.reduce(0, { $0 + $1.rows.count }) <= limit.rows {
            try deliver(runs + loose, rowLimit: .max, body)
        } else {
            try deliver(runs, rowLimit: .max, body)
            try deliver(loose, rowLimit: limit.rows, body)
        }
    }

    /// Reads runs of rows, each block once, and hands them over; in several batches if their text
    /// is long, or they are more than `rowLimit`.
    private func deliver(
        _ runs: [Run],
        rowLimit: Int,
        _ body: (consuming Batch) throws(StoreError) -> Void
    ) throws(StoreError) {
        var collector = RowCollector()
        let sorted = runs.sorted { ($0.block, $0.rows.lowerBound) < ($1.block, $1.rows.lowerBound) }
        var index = 0
        while index < sorted.count {
            let id = sorted[index].block
            guard let block = blocks[id] else {
                throw StoreError(.unknownBlock(id), path: reader.path)
            }
            var source = BlockSource(try reader.read(block))
            while index < sorted.count, sorted[index].block == id {
                let rows = sorted[index].rows
                guard rows.upperBound <= block.rowCount else {
                    let detail = "a trace has rows beyond the end of block \(id)"
                    throw StoreError(
                        .damagedCatalogue(table: "trace", detail: detail),
                        path: reader.path
                    )
                }
                _ = collector.add(rows, of: &source)
                index += 1
            }
            if collector.textByteCount >= limit.textBytes || collector.rowCount >= rowLimit {
                try body(collector.finish(shared))
                collector = RowCollector()
            }
        }
        if collector.rowCount > 0 { try body(collector.finish(shared)) }
    }

    /// The rows that belong to no trace: within a commit they come after all others.
    private func looseRuns() throws(StoreError) -> [Run] {
        var runs: [Run] = []
        for block in blocks.values {
            let column = ColumnID.field(.trace)
            let rows = try reader.read(block, columns: [block.table: [column]]).rows
            guard let index = block.table.index(of: .trace) else { continue }
            let words = rows.columns[index]
            var row = 0
            while row < words.count {
                var end = row + 1
                while end < words.count, (words[end] == noTrace) == (words[row] == noTrace) {
                    end += 1
                }
                if words[row] == noTrace { runs.append(Run(block: block.id, rows: row..<end)) }
                row = end
            }
        }
        return runs
    }
}
