import DossierColumns
package import DossierLogQL
package import DossierLogQLSyntax
package import DossierQuery
import DossierStore

/// A log record that a query found, and the entry that the stages made of it.
package struct FoundRecord: Sendable {
    package let record: FoundLogRecord
    package let entry: FoundEntry
}

extension StoreEntries {
    /// The records that a query finds, in the order that is asked for; those of equal times by
    /// stream, in the order of the streams' labels.
    ///
    /// Begins with the blocks that can have the first ones, and stops where others can have none.
    ///
    /// - Throws: A ``LogEvaluationError`` if the end of the window is before its start.
    package func records(of pipeline: LogPipeline, _ window: LogQueryWindow) throws -> [FoundRecord] {
        try window.check()
        let scan = try EntryScan(
            pipeline,
            from: window.start,
            to: window.end,
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
        return try entries(of: chosen, pipeline.stages)
    }

    /// Runs stages over the records of places, which they keep.
    private func entries(of places: [EntryPlace], _ stages: [LogStage]) throws -> [FoundRecord] {
        let byBlock = Dictionary(grouping: places.indices, by: { places[$0].block })
        let blocks = try view.reader.blocks(ids: byBlock.keys.sorted())
        let parts = try parallelMap(blocks) { block -> [(Int, FoundRecord)] in
            let order = byBlock[block.id, default: []].sorted { places[$0].row < places[$1].row }
            let columns = BlockColumns(block, view.catalogue)
            var pipeline = try EntryPipeline(stages)
            let reader = EntryReader(view, .all, &pipeline)
            var rows = try EntryBlock(columns, rowCount: order.count)
            return try order.compactMap { index in
                let place = places[index]
                try reader.begin(place.row, of: &rows, at: place.time, in: &pipeline)
                guard pipeline.run() else { return nil }
                return (index, FoundRecord(record: place.record, entry: FoundEntry(pipeline.entry)))
            }
        }
        return parts.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
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
        let ordered = view.streams
        var ranks: [[StoredEntry.Label]: UInt32] = [:]
        for (rank, stream) in ordered.enumerated() { ranks[stream] = UInt32(rank) }
        streams = view.resources.map { ranks[$0.stream] ?? 0 }
    }

    /// The order of the query.
    func precedes(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        if left.time != right.time { return (left.time < right.time) != window.isBackward }
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
        if let limit, found.count > limit { found.removeLast(found.count - limit) }
        return found
    }

    private func kept(
        of places: [EntryPlace],
        _ stages: [LogStage],
        _ columns: BlockColumns
    ) throws -> [EntryPlace] {
        var places = places
        places.sort(by: precedes)
        guard stages.contains(where: \.mayDrop) else {
            if let limit, places.count > limit { places.removeLast(places.count - limit) }
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

extension LogStage {
    /// Whether the stage may drop entries.
    fileprivate var mayDrop: Bool {
        switch self {
        case .lineFilter, .labelFilter: true
        case .json, .logfmt, .regexp, .pattern, .unpack, .decolorize, .lineFormat, .labelFormat,
            .drop, .keep:
            false
        }
    }
}
