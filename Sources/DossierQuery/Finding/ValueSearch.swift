package import DossierColumns
package import DossierStore

/// Finds everywhere that values occur in a store.
///
/// Blocks are worked on by several threads; in memory are the columns of a few blocks, and a few
/// words for each trace that has a value.
package struct ValueSearch: Sendable {
    private let catalogue: PredicateCatalogue
    private let values: [SoughtValue]
    private let shared: [SharedFinding]
    /// From the first nanosecond of the rows to the one after the last; nil for all rows.
    private let window: Range<UInt64>?
    private let blocks: [BlockInfo]
    private let isCancelled: @Sendable () -> Bool
    private var reader: StoreReader { catalogue.reader }

    package init(
        _ values: [SoughtValue],
        in reader: StoreReader,
        window: Range<UInt64>?,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        self.values = values
        self.window = window
        self.isCancelled = isCancelled
        // Before the catalogue, since a writer may add to both meanwhile.
        var blocks: [BlockInfo] = []
        for table in [Table.span, .logRecord, .series, .exemplar] {
            blocks += try reader.blocks(of: table)
        }
        self.blocks = blocks.filter { block in
            guard let window, block.table != .series else { return true }
            return block.timeRange.map { range in
                range.lowerBound < window.upperBound && range.upperBound >= window.lowerBound
                // The times of events are their own.
            } ?? false || block.eventCount > 0
        }
        catalogue = try PredicateCatalogue(reader)
        shared = try values.map { [catalogue] in try SharedFinding($0, in: catalogue) }
    }

    /// So many blocks are searched before what was found is added up.
    private static let blockCountAtOnce = 8

    /// Everything that is found of each value; of its traces the first ones, as many as `limit`.
    ///
    /// - Throws: `CancellationError` after giving up, or an error of the store.
    /// - Complexity: O(rows), over the columns whose types can hold the values.
    package func run(limit: Int) throws -> [FoundValue] {
        var totals = values.map { _ in FoundTotals() }
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[start..<min(start + Self.blockCountAtOnce, blocks.count)])
            for found in try parallelMap(some, { try self.found(in: $0) }) {
                for (index, found) in found { totals[index].add(found, catalogue) }
            }
        }
        for index in values.indices {
            try addMentions(of: values[index], to: &totals[index])
            try addSeries(to: &totals[index])
            try addMentioningRecords(to: &totals[index])
        }
        return totals.map { $0.result(limit: limit) }
    }

    /// How many rows of a table were looked at.
    package func rowCount(of table: Table) -> Int {
        blocks.reduce(0) { $0 + $1.rowCount(of: table) }
    }

    private func found(in block: BlockInfo) throws -> [(value: Int, rows: FoundRows)] {
        guard !isCancelled() else { throw CancellationError() }
        let columns = BlockColumns(block, catalogue)
        var finding = try BlockFinding(values, shared, in: columns)
        var found: [(value: Int, rows: FoundRows)] = []
        for table in [block.table] + block.table.children {
            let placesByValue = try finding.places(in: table)
            guard placesByValue.contains(where: { !$0.isEmpty }) else { continue }
            let all = try TableRows(of: table, in: columns)
            for (value, places) in placesByValue.enumerated() {
                for (place, rows) in places where !rows.rows.isEmpty {
                    let rows = FoundRows(place, rows, of: all, in: columns, window: window)
                    found.append((value, rows))
                }
            }
        }
        return found
    }

    // MARK: - Series

    private func addSeries(to totals: inout FoundTotals) throws {
        guard !totals.series.isEmpty else { return }
        let finding = try SeriesFinding(totals.series, in: reader, window: window)
        let points = try finding.points()
        for found in points.found { totals.add(found, catalogue) }
        for found in finding.counts(of: points.present) { totals.add(found, catalogue) }
        for found in try finding.exemplars() { totals.add(found, catalogue) }
    }

    // MARK: - Mentions

    /// The log records without a trace that name one of the traces that the value is.
    private func addMentions(of value: SoughtValue, to totals: inout FoundTotals) throws {
        for trace in value.traces {
            let isKnown = try reader.trace(trace) != nil
            for mention in try reader.mentions(of: trace) where mention.block.table == .logRecord {
                let times = try BlockColumns(mention.block, catalogue).rowTimes(of: .logRecord)
                var found = FoundRows(ValuePlace(.logRecord, .mention))
                found.types = .id
                for row in mention.rows {
                    if let window, times[row] == 0 || !window.contains(times[row]) { continue }
                    found.rowCount += 1
                    found.times.add(times[row])
                    if isKnown { found.add(trace, at: times[row]) }
                }
                totals.add(found, catalogue)
            }
        }
    }

    /// The traces that are named by log records which have the value and no trace of their own.
    private func addMentioningRecords(to totals: inout FoundTotals) throws {
        let blocks = totals.unowned.values.reduce(into: Set<UInt32>()) { $0.formUnion($1.keys) }
        guard !blocks.isEmpty else { return }
        var hits: [(trace: TraceID, block: UInt32, row: Int)] = []
        try reader.forEachMention(in: blocks) { trace, block, row in
            let isFound = totals.unowned.values.contains { rows in
                rows[block].map { row < $0.rowCount && $0[row] } ?? false
            }
            if isFound { hits.append((trace, block, row)) }
        }
        guard !hits.isEmpty else { return }
        let known = try KnownTraces(hits.map(\.trace), in: reader)
        var times: (block: UInt32, times: [UInt64]) = (0, [])
        hits.sort { ($0.block, $0.row) < ($1.block, $1.row) }
        for (trace, block, row) in hits {
            guard let columns = totals.unownedBlocks[block] else { continue }
            if times.block != block || times.times.isEmpty {
                times = (block, try columns.rowTimes(of: .logRecord))
            }
            for (place, rows) in totals.unowned where rows[block]?[row] ?? false {
                var found = FoundRows(place)
                for id in known[trace] { found.add(id, at: times.times[row]) }
                totals.add(found, catalogue)
            }
        }
    }
}

/// The traces of a store that log records name, perhaps by the lower half of their ids.
private struct KnownTraces {
    private var known: [TraceID: [TraceID]] = [:]

    init(_ named: [TraceID], in reader: StoreReader) throws {
        var lows: [UInt64: TraceID] = [:]
        for id in Set(named) {
            if id.high == 0 {
                lows[id.low] = id
            } else if try reader.trace(id) != nil {
                known[id] = [id]
            }
        }
        guard !lows.isEmpty else { return }
        for id in try reader.traceIDs(prefix: "") {
            if let short = lows[id.low] { known[short, default: []].append(id) }
        }
    }

    subscript(id: TraceID) -> [TraceID] { known[id] ?? [] }
}
