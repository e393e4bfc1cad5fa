import DossierColumns
package import DossierLogQL
package import DossierLogQLSyntax
package import DossierQuery
import DossierStore

extension StoreEntries {
    /// The entries that a query finds, in the order that is asked for; those of equal times by stream,
    /// in the order of the streams' labels.
    ///
    /// Begins with the blocks that can have the first ones, and stops where others can have none; with
    /// an interval it looks at all, and keeps where each entry is.
    ///
    /// - Throws: A ``LogEvaluationError`` if the end of the window is before its start.
    package func entries(
        of pipeline: LogPipeline,
        _ window: LogQueryWindow
    ) throws -> [FoundEntry] {
        try window.check()
        let scan = try EntryScan(
            pipeline,
            at: EntryTimes(from: window.start, to: window.end),
            where: condition,
            in: view,
            usesPushdown: usesPushdown
        )
        let filter = EntryFilter(view, pipeline.stages, scan.lines.rest, window)
        var found: [EntryPlace] = []
        try forEachBlock(of: scan.ordered(isBackward: window.isBackward)) { candidates in
            try filter.places(of: candidates)
        } take: { places in
            found += places
            filter.keepFirst(of: &found)
        } isEnough: { block in
            filter.isEnough(found, before: block)
        }
        found.sort(by: filter.precedes)
        var choice = EntryChoice(window)
        let chosen = found.filter { choice.takes($0.nanoseconds) }
        return try view.entries(of: chosen.map(\.record), pipeline.stages)
    }
}

extension LogView {
    /// What stages make of log records, which they keep.
    package func entries(
        of records: [FoundLogRecord],
        _ stages: [LogStage]
    ) throws -> [FoundEntry] {
        let byBlock = Dictionary(grouping: records.indices, by: { records[$0].block })
        let parts = try parallelMap(reader.blocks(ids: byBlock.keys.sorted())) { block in
            let order = byBlock[block.id, default: []].sorted { records[$0].row < records[$1].row }
            var pipeline = try EntryPipeline(stages)
            let entryReader = EntryReader(self, .all, &pipeline)
            var rows = try EntryBlock(BlockColumns(block, catalogue), rowCount: order.count)
            return try order.map { index in
                let record = records[index]
                try entryReader.begin(record.row, of: &rows, at: record.time, in: &pipeline)
                _ = pipeline.run()
                return (index: index, entry: FoundEntry(pipeline.entry))
            }
        }
        return parts.flatMap { $0 }.sorted { $0.index < $1.index }.map(\.entry)
    }
}

/// Where a record is, and what it is sorted by.
struct EntryPlace: Sendable {
    let block: UInt32
    let row: UInt32
    let time: UInt64
    /// The place of its stream among all streams.
    let stream: UInt32

    var nanoseconds: Int64 { Int64(clamping: time) }
    var record: FoundLogRecord { FoundLogRecord(block: block, row: row, time: time) }
}

/// Tells which records of blocks stages keep, and which of them come first.
struct EntryFilter: Sendable {
    private let view: LogView
    private let stages: [LogStage]
    /// The stages for bodies that are strings.
    private let stringStages: [LogStage]
    private let window: LogQueryWindow
    /// By resource.
    private let streams: [UInt32]
    /// How many records are wanted at most; nil if that depends on others.
    private let limit: Int?

    init(
        _ view: LogView,
        _ stages: [LogStage],
        _ stringStages: [LogStage],
        _ window: LogQueryWindow
    ) {
        self.view = view
        self.stages = stages
        self.stringStages = stringStages
        self.window = window
        limit = window.interval > 0 ? nil : max(0, window.limit)
        streams = view.streamRanks
    }

    /// The order of the query.
    func precedes(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        if left.time != right.time {
            return (left.time < right.time) != window.isBackward
        }
        if left.stream != right.stream { return left.stream < right.stream }
        return ((left.block, left.row) < (right.block, right.row)) != window.isBackward
    }

    func keepFirst(of places: inout [EntryPlace]) {
        guard let limit, places.count / 4 > limit else { return }
        places.sort(by: precedes)
        places.removeLast(places.count - limit)
    }

    /// Whether so many were found that none of a block can be among the first.
    func isEnough(_ found: [EntryPlace], before block: BlockInfo) -> Bool {
        guard let limit, found.count >= limit, let times = block.timeRange else { return false }
        let isBefore = found.lazy.filter { place in
            window.isBackward ? place.time > times.upperBound : place.time < times.lowerBound
        }
        return isBefore.count >= limit
    }

    /// Of the records of a block that stages keep, as many of the first as are wanted.
    func places(of candidates: EntryScan.Candidates) throws -> [EntryPlace] {
        let columns = candidates.columns
        let times = try columns.effectiveTimes()
        let resources = try columns.words(.resource, of: .logRecord)
        func places(_ rows: RowBits) -> [EntryPlace] {
            rows.rows.map { row in
                let resource = Int(truncatingIfNeeded: resources[Int(row)])
                return EntryPlace(
                    block: columns.block.id,
                    row: row,
                    time: times[Int(row)],
                    stream: streams.indices.contains(resource) ? streams[resource] : 0
                )
            }
        }
        var found = try kept(of: places(candidates.strings), stringStages, columns)
        guard !candidates.others.isEmpty else { return found }
        found += try kept(of: places(candidates.others), stages, columns)
        found.sort(by: precedes)
        cut(&found)
        return found
    }

    private func cut(_ places: inout [EntryPlace]) {
        if let limit, places.count > limit { places.removeLast(places.count - limit) }
    }

    private func kept(
        of places: [EntryPlace],
        _ stages: [LogStage],
        _ columns: BlockColumns
    ) throws -> [EntryPlace] {
        var places = places
        places.sort(by: precedes)
        guard stages.contains(where: \.mayDrop) else {
            cut(&places)
            return places
        }
        var pipeline = try EntryPipeline(stages)
        let reader = EntryReader(view, EntryUse(ofFilters: stages), &pipeline)
        var block = try EntryBlock(columns, rowCount: places.count)
        var kept: [EntryPlace] = []
        for place in places {
            if let limit, kept.count >= limit { break }
            try reader.begin(place.row, of: &block, at: place.time, in: &pipeline)
            if pipeline.run() { kept.append(place) }
        }
        return kept
    }
}
