import DossierColumns
package import DossierLogQL
package import DossierLogQLSyntax
package import DossierQuery
import DossierStore

/// A log record that a query found, and the entry that the stages made of it.
package struct FoundRecord: Sendable {
    package let record: FoundLogRecord
    /// Nil if it was not asked for.
    package let entry: FoundEntry?
}

/// The records that a query found.
package struct FoundRecords: Sendable {
    /// In the order that was asked for, as many as were.
    package let records: [FoundRecord]
    /// How many there are; nil if they were not counted.
    package let matchCount: Int?
}

/// Which of the records are wanted that a query finds.
package struct RecordSearch: Sendable {
    /// Which of all entries are given, and in which order.
    package var window: LogQueryWindow
    package var times: EntryTimes
    /// Whether all are counted.
    package var countsAll: Bool
    /// Whether it is wanted what stages make of the records.
    package var hasEntries: Bool

    /// The entries of a window.
    package init(_ window: LogQueryWindow) {
        self.window = window
        times = EntryTimes(from: window.start, to: window.end)
        countsAll = false
        hasEntries = true
    }
}

extension StoreEntries {
    /// The records that a query finds; those of equal times by stream, in the order of the streams'
    /// labels, and those of unknown times last.
    ///
    /// Begins with the blocks that can have the first ones, and stops where others can have none,
    /// unless all are to be counted.
    ///
    /// - Throws: A ``LogEvaluationError`` if the end of the window is before its start.
    package func records(
        of pipeline: LogPipeline,
        _ search: RecordSearch
    ) throws -> FoundRecords {
        let window = search.window
        try window.check()
        let scan = try EntryScan(
            pipeline,
            at: search.times,
            where: condition,
            in: view,
            usesPushdown: usesPushdown
        )
        let filter = EntryFilter(view, pipeline.stages, scan.lines.rest, search)
        var found: [EntryPlace] = []
        var count = 0
        try forEachBlock(of: scan.ordered(isBackward: window.isBackward)) { candidates in
            try filter.places(of: candidates)
        } take: { places in
            found += places.first
            count += places.count
            filter.keepFirst(of: &found)
        } isEnough: { block in
            !search.countsAll && filter.isEnough(found, before: block)
        }
        found.sort(by: filter.precedes)
        var choice = EntryChoice(window)
        let chosen = found.filter { choice.takes($0.nanoseconds) }
        return FoundRecords(
            records: search.hasEntries
                ? try entries(of: chosen, pipeline.stages)
                : chosen.map { FoundRecord(record: $0.record, entry: nil) },
            matchCount: search.countsAll ? count : nil
        )
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
    private let countsAll: Bool

    /// Places in the order of the query, of which some may be left out, and how many there were.
    struct Places: Sendable {
        var first: [EntryPlace]
        var count: Int
    }

    init(
        _ view: LogView,
        _ stages: [LogStage],
        _ stringStages: [LogStage],
        _ search: RecordSearch
    ) {
        let window = search.window
        self.view = view
        self.stages = stages
        self.stringStages = stringStages
        self.window = window
        countsAll = search.countsAll
        limit = window.interval > 0 ? nil : max(0, window.limit)
        streams = view.streamRanks
    }

    /// The order of the query.
    func precedes(_ left: EntryPlace, _ right: EntryPlace) -> Bool {
        if left.time != right.time {
            // What is unknown comes last.
            guard left.time != 0, right.time != 0 else { return right.time == 0 }
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
            place.time != 0
                && (window.isBackward
                    ? place.time > times.upperBound : place.time < times.lowerBound)
        }
        return isBefore.count >= limit
    }

    /// Of the records of a block that stages keep, as many of the first as are wanted.
    func places(of candidates: EntryScan.Candidates) throws -> Places {
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
        let others = try kept(of: places(candidates.others), stages, columns)
        found.first += others.first
        found.count += others.count
        found.first.sort(by: precedes)
        cut(&found.first)
        return found
    }

    private func cut(_ places: inout [EntryPlace]) {
        if let limit, places.count > limit { places.removeLast(places.count - limit) }
    }

    private func kept(
        of places: [EntryPlace],
        _ stages: [LogStage],
        _ columns: BlockColumns
    ) throws -> Places {
        var kept = Places(first: places, count: places.count)
        kept.first.sort(by: precedes)
        guard stages.contains(where: \.mayDrop) else {
            cut(&kept.first)
            return kept
        }
        var pipeline = try EntryPipeline(stages)
        let reader = EntryReader(view, EntryUse(ofFilters: stages), &pipeline)
        var block = try EntryBlock(columns, rowCount: places.count)
        let ordered = kept.first
        kept = Places(first: [], count: 0)
        for place in ordered {
            if let limit, kept.count >= limit, !countsAll { break }
            try reader.begin(place.row, of: &block, at: place.time, in: &pipeline)
            guard pipeline.run() else { continue }
            kept.count += 1
            if limit.map({ kept.count <= $0 }) ?? true { kept.first.append(place) }
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
