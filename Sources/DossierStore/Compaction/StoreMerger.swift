import DossierBlocks
import DossierColumns

/// Copies a store into an empty one, with its rows merged.
///
/// Memory: the traces with their ranks, a key for every 32 rows, two numbers for each data point
/// that has exemplars, and one part of a table with the blocks it comes from.
struct StoreMerger {
    private let reader: StoreReader
    private let target: Connection
    private let partRowCount: Int?
    private var catalogue = Catalogue()
    private var ranks = GlobalTraceRanks([:])
    private var points = PointNumbers([])
    private var fragments = FragmentIndex()
    /// What the rows of the store may refer to.
    private var limits = ReferenceLimits(Catalogue())
    private var doneCount = 0
    private var blockCount = 0

    init(_ reader: StoreReader, target: Connection, partRowCount: Int?) {
        self.reader = reader
        self.partRowCount = partRowCount
        self.target = target
    }

    mutating func run(_ progress: (_ done: Int, _ total: Int) -> Void) throws(StoreError) {
        let commitCount = try reader.commitCount()
        limits = ReferenceLimits(try reader.currentCatalogue())
        try copyCatalogue()
        for table in Table.roots { blockCount += try reader.blocks(of: table).count }
        ranks = try readRanks()
        points = PointNumbers(try readExemplarPoints())
        // In the order in which a commit has them.
        for table in [Table.span, .logRecord, .series, .dataPoint, .exemplar] {
            if table == .series {
                try copySeries()
            } else {
                try merge(table, progress)
            }
        }
        try target.write(waits: false) { () throws(StoreError) in
            try Meta.setCommitCount(min(commitCount, 1), target)
        }
    }

    // MARK: - The catalogue

    /// Numbers stay as they are, so these tables are copied as they are.
    private mutating func copyCatalogue() throws(StoreError) {
        let attach = try target.prepare("ATTACH ?1 AS store")
        attach.bind(text: reader.path, at: 1)
        try attach.run()
        try target.write(waits: false) { () throws(StoreError) in
            for table in CatalogueTable.allCases where table != .block {
                let name = table.rawValue
                try target.execute(
                    "INSERT OR REPLACE INTO main.\(name) SELECT * FROM store.\(name)"
                )
            }
        }
        // Every block of the new file is looked through.
        try target.write(waits: false) { () throws(StoreError) in
            try Meta.setFirstMentionBlock(1, target)
        }
        target.resetStatements()
        try target.execute("DETACH store")
        var loaded = Catalogue()
        try target.read { () throws(StoreError) in try loaded.load(from: target, roots: true) }
        loaded.commitCount = 0
        catalogue = loaded
        fragments = try FragmentIndex(from: target)
    }

    // MARK: - What has to be known before

    private func readRanks() throws(StoreError) -> GlobalTraceRanks {
        var first: [TraceID: UInt64] = [:]
        for table in [Table.span, .logRecord, .exemplar] {
            for block in try reader.blocks(of: table) {
                let set = try readKeyColumns(of: block)
                let traces = set.rows.columns[SpanColumn.trace]
                for (trace, time) in zip(traces, times(of: set)) where trace != noTrace {
                    let known = KnownTimes.isKnown(time) ? time : .max
                    let id = set.traces.ids[Int(trace)]
                    first[id] = min(first[id] ?? .max, known)
                }
            }
        }
        return GlobalTraceRanks(first)
    }

    private func times(of set: RowSet) -> [UInt64] {
        switch set.rows.table {
        case .span: set.rows.columns[SpanColumn.startTime]
        case .logRecord: effectiveTimes(of: set.rows)
        default: set.rows.columns[ExemplarColumn.time]
        }
    }

    private func readExemplarPoints() throws(StoreError) -> [UInt64] {
        var points: [UInt64] = []
        for block in try reader.blocks(of: .exemplar) {
            let set = try reader.read(block, columns: [.exemplar: [.field(.point)]])
            points += set.rows.columns[ExemplarColumn.point]
        }
        return points
    }

    private func readKeyColumns(of block: BlockInfo) throws(StoreError) -> RowSet {
        let columns = RowKey.columns(of: block.table).map { ColumnID.field($0) }
        return try reader.read(block, columns: [block.table: Set(columns)])
    }

    // MARK: - Rows

    private mutating func merge(
        _ table: Table,
        _ progress: (Int, Int) -> Void
    ) throws(StoreError) {
        var plan = MergePlan(table, partRowCount: partRowCount)
        for block in try reader.blocks(of: table) {
            let rawByteCount = try reader.chunks(of: block).reduce(0) { $0 &+ $1.rawByteCount }
            let keys = ranks.keys(of: try readKeyColumns(of: block))
            plan.add(block, keys: keys, rawByteCount: rawByteCount)
        }
        if plan.sources.isEmpty { return }
        let borders = plan.borders()
        var cache = BlockCache(reader, limits)
        for part in 0...borders.count {
            let start = part == 0 ? nil : borders[part - 1]
            let end = part < borders.count ? borders[part] : nil
            let rows = try gather(plan, from: start, to: end, &cache)
            try store(rows, of: table)
            doneCount +=
                plan.sources.filter { source in
                    (start.map { source.last >= $0 } ?? true)
                        && (end.map { source.last < $0 } ?? true)
                }.count
            progress(doneCount, blockCount)
        }
    }

    private func gather(
        _ plan: MergePlan,
        from start: RowKey?,
        to end: RowKey?,
        _ cache: inout BlockCache
    ) throws(StoreError) -> GatheredRows {
        guard let table = plan.sources.first?.block.table else {
            return GatheredRows(.span) { catalogue[shapes: $0] }
        }
        var rows = GatheredRows(table) { catalogue[shapes: $0] }
        for source in plan.sources {
            if let start, source.last < start { continue }
            if let end, source.first >= end { continue }
            let set = try cache.read(source.block)
            let keys = ranks.keys(of: set)
            let chosen = keys.indices.filter { index in
                (start.map { keys[index] >= $0 } ?? true) && (end.map { keys[index] < $0 } ?? true)
            }
            rows.append(chosen, of: set, firstRow: source.block.firstRow)
            if end.map({ source.last < $0 }) ?? true { cache.remove(source.block) }
        }
        return rows
    }

    private mutating func copySeries() throws(StoreError) {
        var rows = GatheredRows(.series) { [catalogue] in catalogue[shapes: $0] }
        for block in try reader.blocks(of: .series) {
            let set = try reader.checkedRows(of: block, limits)
            rows.append(Array(0..<set.rows.rowCount), of: set, firstRow: block.firstRow)
            guard rows.rowCount >= BlockLimit(.series).rows else { continue }
            try store(rows, of: .series)
            rows = GatheredRows(.series) { [catalogue] in catalogue[shapes: $0] }
        }
        if rows.rowCount > 0 { try store(rows, of: .series) }
    }

    private mutating func store(_ rows: GatheredRows, of table: Table) throws(StoreError) {
        var encoder = CommitEncoder(
            merging: rows,
            of: table,
            catalogue: catalogue,
            ranks: ranks,
            path: reader.path
        )
        let stored = CatalogueCounts(catalogue)
        let commit = try encoder.encodeMerged(
            table,
            oldRows: rows.oldRows,
            &points,
            fragments: &fragments
        )
        catalogue = encoder.catalogue
        catalogue.commitCount = 0
        let storage = CommitStorage(
            commits: [commit],
            catalogue: catalogue,
            stored: stored,
            connection: target
        )
        try target.write(waits: false) { () throws(StoreError) in try storage.storeRows() }
    }
}

extension StoreReader {
    /// All rows of a block; throws if they break a rule of the format, for merging counts on them.
    fileprivate func checkedRows(
        of block: BlockInfo,
        _ limits: ReferenceLimits
    ) throws(StoreError) -> RowSet {
        let rows = try read(block)
        let checks = RowChecks(block: block, rows: rows, limits: limits)
        guard let problem = checks.problems().first else { return rows }
        throw StoreError(
            .damagedCatalogue(table: "block \(block.id)", detail: problem),
            path: path
        )
    }
}

/// Blocks that were read and are needed again for the next part of a merge, as long as they are
/// few.
private struct BlockCache {
    private let reader: StoreReader
    private let limits: ReferenceLimits
    private var sets: [UInt32: RowSet] = [:]
    private var rowCount = 0

    private static let rowCountMax = 300_000

    init(_ reader: StoreReader, _ limits: ReferenceLimits) {
        self.reader = reader
        self.limits = limits
    }

    mutating func read(_ block: BlockInfo) throws(StoreError) -> RowSet {
        if let set = sets[block.id] { return set }
        let set = try reader.checkedRows(of: block, limits)
        if rowCount + block.rowCount <= Self.rowCountMax {
            sets[block.id] = set
            rowCount += block.rowCount
        }
        return set
    }

    mutating func remove(_ block: BlockInfo) {
        if sets.removeValue(forKey: block.id) != nil { rowCount -= block.rowCount }
    }
}
