import DossierBlocks
import DossierColumns

/// Turns a batch into what a commit stores, without reading or writing a file.
///
/// 1. What the batch numbers for itself gets the numbers of the file: resources, scopes, metrics,
///    shapes, series.
/// 2. Rows are put in order: by trace and time, points by series and time; events and links follow
///    their spans, exemplars refer to the new row numbers of their points.
/// 3. The rows are cut into blocks, and those encoded. On the way the changes to the trace table
///    are gathered.
struct CommitEncoder {
    var commit: EncodedCommit
    /// As it is after the commit, once that is encoded.
    var catalogue: Catalogue
    var batch: Batch
    var encoder: BlockEncoder
    let path: String
    /// Threads that help to encode; without them, new ones do.
    private let pool: WorkPool?
    let effort: EncodingEffort
    /// Which strings of the batch are stored as fragments; nil if none are.
    var longTexts: LongTexts?
    /// The rank of each trace of the batch; rows without a trace come after the last.
    var ranks: [UInt32] = []
    /// The file's number of each series of the batch.
    var seriesNumbers: [UInt32] = []
    /// Series that are stored as they are; only when stores are merged.
    var mergedSeries: TableBatch?
    /// The roots of traces met so far, by resource and name.
    var roots: [UInt64: UInt32] = [:]

    /// Takes a batch, and the catalogue as it is after the commit before.
    init(
        _ batch: consuming Batch,
        catalogue: consuming Catalogue,
        effort: EncodingEffort,
        path: String,
        pool: WorkPool? = nil
    ) {
        self.catalogue = catalogue
        self.catalogue.commitCount += 1
        commit = EncodedCommit(number: self.catalogue.commitCount)
        commit.rejected = batch.rejected
        commit.amendments = batch.amendments
        self.batch = consume batch
        self.path = path
        self.pool = pool
        self.effort = effort
        encoder = BlockEncoder(effort: effort)
    }

    /// Encodes the batch.
    ///
    /// `series` and `fragments` have every series and fragment of the file, and are given the new
    /// ones; they are used only if the batch has series, and long texts.
    mutating func encode(
        series: inout SeriesIndex,
        fragments: inout FragmentIndex
    ) throws(StoreError) -> EncodedCommit {
        let newSeries = mapNumbers(&series)
        encodeLongTexts(&fragments)
        commit.traces = batch.traces
        commit.changes = TraceChanges(traceCount: batch.traces.count)
        let logTimes = effectiveTimes(of: batch.logRecords)
        let (spans, exemplars) = (batch.spans.columns, batch.exemplars.columns)
        ranks = traceRanks(
            batch.traces,
            rows: [
                (spans[SpanColumn.trace], spans[SpanColumn.startTime]),
                (batch.logRecords.columns[LogRecordColumn.trace], logTimes),
                (exemplars[ExemplarColumn.trace], exemplars[ExemplarColumn.time]),
            ]
        )
        try encodeSpans()
        try encodeLogRecords(times: logTimes)
        if let newSeries { try encode(newSeries) }
        try encodeDataPoints()
        try encodeExemplars()
        commit.mentions.sort()
        batch.dropStrings()
        return commit
    }

    /// Gives resources, scopes, metrics and series the numbers of the file.
    private mutating func mapNumbers(_ index: inout SeriesIndex) -> SeriesRows? {
        let shared = batch.shared
        let resources = (0..<UInt32(shared.resources.count)).map {
            catalogue.intern(resource: Array(shared.resources[$0]))
        }
        let scopes = (0..<UInt32(shared.scopes.count)).map {
            catalogue.shared.scopes.intern(Array(shared.scopes[$0]))
        }
        let metrics = (0..<UInt32(shared.metrics.count)).map {
            catalogue.shared.metrics.intern(Array(shared.metrics[$0]))
        }
        batch.spans.mapColumn(SpanColumn.resource) { UInt64(resources[Int($0)]) }
        batch.spans.mapColumn(SpanColumn.scope) { UInt64(scopes[Int($0)]) }
        batch.logRecords.mapColumn(LogRecordColumn.resource) { UInt64(resources[Int($0)]) }
        batch.logRecords.mapColumn(LogRecordColumn.scope) { UInt64(scopes[Int($0)]) }

        if batch.seriesKeys.isEmpty { return nil }
        let keys = batch.seriesKeys.map { key in
            SeriesKey(
                resource: resources[Int(key.resource)],
                scope: scopes[Int(key.scope)],
                metric: metrics[Int(key.metric)],
                attributes: key.attributes
            )
        }
        let series = SeriesRows(
            keys: keys,
            attributeSets: batch.attributeSets,
            traces: &batch.traces,
            index: &index,
            firstRow: catalogue[rowCount: .series]
        )
        seriesNumbers = series.numbers
        return series
    }
}

extension CommitEncoder {
    /// Encodes rows that have no children, and notes the traces they belong to.
    ///
    /// `groups` are those of the rows in stored order, empty if a block may end at any row; `times`
    /// go by row of the batch, and are empty if the table has none; `trace` is the position of the
    /// trace column, if the table has one.
    mutating func encode(
        _ rows: TableBatch,
        strings: StringTable,
        order: [UInt32],
        groups: [UInt32] = [],
        times: [UInt64],
        trace: Int?
    ) throws(StoreError) {
        if rows.isEmpty { return }
        var rows = rows
        let slotIDs = try catalogue.mapShapes(&rows, path: path)
        let ranges = blockRanges(
            rowCount: order.count,
            groups: groups,
            loose: UInt32(ranks.count),
            textBytes: inOrder(rows.slotTextBytes(strings), order[...]),
            limit: BlockLimit(rows.table)
        )
        let blocks = encodeBlocks(
            rows,
            order: order,
            ranges,
            slotIDs: slotIDs,
            strings: strings,
            children: []
        )
        var stored: [(rows: Range<Int>, block: UInt32)] = []
        for (range, block) in zip(ranges, blocks) {
            let blockTimes = times.isEmpty ? [] : inOrder(times, order[range])
            var known = KnownTimes()
            for time in blockTimes { known.add(time) }
            let id = try add(block, times: known.range, eventCount: 0, linkCount: 0)
            stored.append((range, id))
            guard let trace else { continue }
            let runs = commit.changes.addRuns(
                block: id,
                table: rows.table,
                words: inOrder(rows.columns[trace], order[range])
            )
            for run in runs {
                if !times.isEmpty {
                    for row in run.rows {
                        commit.changes.changes[run.trace].otherTimes.add(blockTimes[row])
                    }
                }
                if rows.table == .logRecord {
                    commit.changes.changes[run.trace].logCount += Int64(run.rows.count)
                }
            }
        }
        guard rows.table == .logRecord else { return }
        addMentions(of: rows, order: order, slotIDs: slotIDs, strings: strings, blocks: stored)
    }

    /// Encodes the rows of each range of the stored order, several at a time.
    ///
    /// `children` has the rows of the child tables for each range, or is empty if there are none.
    func encodeBlocks(
        _ rows: TableBatch,
        order: [UInt32],
        _ ranges: [Range<Int>],
        slotIDs: [UInt32],
        strings: StringTable,
        children: [[BlockRows]]
    ) -> [EncodedBlock] {
        let (encoder, traces, longTexts) = (encoder, batch.traces, longTexts)
        return map(Array(ranges.indices)) { index in
            encoder.encode(
                BlockRows(rows, order: order[ranges[index]], slotIDs: slotIDs),
                children: children.isEmpty ? [] : children[index],
                strings: strings,
                longTexts: longTexts,
                traces: traces
            )
        }
    }

    /// Maps elements on several threads.
    func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ transform: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        pool?.map(elements, transform) ?? parallelMap(elements, transform)
    }

    /// Adds an encoded block to the commit; returns its id.
    mutating func add(
        _ block: EncodedBlock,
        times: ClosedRange<UInt64>?,
        eventCount: Int,
        linkCount: Int
    ) throws(StoreError) -> UInt32 {
        guard Int64(catalogue.lastBlock) < BlockInfo.idLimit else {
            throw StoreError(.tooManyRows(block.table), path: path)
        }
        catalogue.lastBlock += 1
        let id = catalogue.lastBlock
        let firstRow = catalogue[rowCount: block.table]
        catalogue[rowCount: block.table] += UInt64(block.rowCount)
        var chunks: [StoredChunk] = []
        for table in block.tables {
            for (column, chunk) in table.chunks {
                let chunkID = ChunkID(block: id, table: table.table, column: column)
                chunks.append(StoredChunk(key: chunkID.key, chunk))
            }
        }
        chunks.sort { $0.key < $1.key }
        let info = BlockInfo(
            id: id,
            commit: commit.number,
            table: block.table,
            rowRange: firstRow..<(firstRow + UInt64(block.rowCount)),
            eventCount: eventCount,
            linkCount: linkCount,
            timeRange: times
        )
        commit.blocks.append(EncodedCommit.EncodedRows(info: info, chunks: chunks))
        return id
    }
}

/// The values of a column in stored order.
func inOrder<Value>(_ column: [Value], _ order: ArraySlice<UInt32>) -> [Value] {
    order.map { column[Int($0)] }
}
