import DossierBlocks
import DossierColumns
import DossierPrimitives
import DossierStore

/// Finds the data points and exemplars of series that have a value.
struct SeriesFinding: Sendable {
    private let reader: StoreReader
    private let window: Range<UInt64>?
    private let places: [ValuePlace]
    /// By place.
    private let series: [[FoundSeries]]
    /// Those of all places, rising, each with the indices of the places that have it.
    private let ids: [UInt32]
    private let owners: [UInt32: [Int]]
    private let blocks: [BlockInfo]

    init(
        _ series: [ValuePlace: [FoundSeries]],
        in reader: StoreReader,
        window: Range<UInt64>?
    ) throws {
        self.reader = reader
        self.window = window
        places = Array(series.keys)
        self.series = places.map { series[$0] ?? [] }
        var owners: [UInt32: [Int]] = [:]
        for (index, own) in self.series.enumerated() {
            for one in own { owners[one.id, default: []].append(index) }
        }
        self.owners = owners
        ids = owners.keys.sorted()
        blocks = ids.isEmpty ? [] : try reader.blocks(of: .dataPoint)
    }

    /// The data points of the series by place, without their rows; and which of the series have
    /// any in the window.
    func points() throws -> (found: [FoundRows], present: Set<UInt32>) {
        var found: [FoundRows] = []
        var present: Set<UInt32> = []
        let parts = try parallelMap(blocks) { try points(of: $0) }
        for part in parts {
            found += part.found
            present.formUnion(part.present)
        }
        return (found, present)
    }

    private func points(
        of block: BlockInfo
    ) throws -> (found: [FoundRows], present: [UInt32]) {
        let runs = try runs(of: block)?.rows(of: ids) ?? []
        guard !runs.isEmpty,
            let times = try reader.columns([.field(.time)], of: .dataPoint, in: block)[0]?.words
        else { return ([], []) }
        var found: [Int: FoundRows] = [:]
        var present: [UInt32] = []
        for (id, rows) in runs {
            var count = 0
            var span = TimeSpan()
            for row in rows {
                let time = times[row]
                if let window, time == 0 || !window.contains(time) { continue }
                count += 1
                span.add(time)
            }
            guard count > 0 else { continue }
            present.append(id)
            for place in owners[id] ?? [] {
                var total = found[place] ?? FoundRows(places[place])
                total.pointCount += count
                total.times.add(span)
                found[place] = total
            }
        }
        return (Array(found.values), present)
    }

    private func runs(of block: BlockInfo) throws -> SeriesRuns? {
        if let first = ids.first, let last = ids.last,
            let range = try reader.wordRange(of: .field(.series), of: .dataPoint, in: block),
            !range.overlaps(UInt64(first)...UInt64(last))
        {
            return nil
        }
        return try reader.runs(of: [.series], in: [block])[0].first.map { SeriesRuns($0) }
    }

    /// How many series each place has, with the traces that they are labelled with; in a window only
    /// those that have data points in it.
    func counts(of present: Set<UInt32>) -> [FoundRows] {
        zip(places, series).map { place, own in
            var found = FoundRows(place)
            for one in own where window == nil || present.contains(one.id) {
                found.rowCount += 1
                if let trace = one.trace { found.add(trace, at: 0) }
            }
            return found
        }
    }

    // MARK: - Exemplars

    /// The traces of the exemplars of the series, by place.
    func exemplars() throws -> [FoundRows] {
        guard !ids.isEmpty else { return [] }
        var found: [FoundRows] = []
        for block in try reader.blocks(of: .exemplar) { found += try exemplars(of: block) }
        return found
    }

    private func exemplars(of block: BlockInfo) throws -> [FoundRows] {
        let columns = try reader.columns(
            [.field(.point), .field(.trace), .field(.time)],
            of: .exemplar,
            in: block
        )
        guard let points = columns[0]?.words.words, let traces = columns[1],
            let times = columns[2]?.words.words
        else { return [] }
        let numbers = traces.words.words
        let order = points.indices.filter { row in
            guard numbers[row] < UInt64(traces.traces.count) else { return false }
            guard let window else { return true }
            return times[row] != 0 && window.contains(times[row])
        }
        .sorted { points[$0] < points[$1] }
        var found: [Int: FoundRows] = [:]
        var start = 0
        while start < order.count {
            // The exemplars whose data points are in one block.
            let place = blocks.indices.partitioningIndex {
                blocks[$0].rowRange.upperBound > points[order[start]]
            }
            guard place < blocks.count, blocks[place].rowRange.contains(points[order[start]])
            else {
                start += 1
                continue
            }
            let end = (start..<order.count).partitioningIndex {
                points[order[$0]] >= blocks[place].rowRange.upperBound
            }
            let series = try reader.columns([.field(.series)], of: .dataPoint, in: blocks[place])
            guard let series = series[0]?.words, series.count == blocks[place].rowCount else {
                throw reader.unknownShape(of: .dataPoint, in: blocks[place])
            }
            for row in order[start..<end] {
                let id = series[Int(points[row] - blocks[place].firstRow)]
                for owner in owners[UInt32(truncatingIfNeeded: id)] ?? [] {
                    let trace = traces.traces[Int(numbers[row])]
                    found[owner, default: FoundRows(places[owner])].add(trace, at: times[row])
                }
            }
            start = end
        }
        return Array(found.values)
    }
}
