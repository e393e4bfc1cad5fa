import DossierColumns
package import DossierStore

/// How a series belongs to a trace; raw values are part of the JSON document.
package enum SeriesTie: String, CaseIterable, Sendable {
    case label, exemplar, resource
}

/// A series tied to a trace, with the points that show it.
package struct TiedRows: Sendable {
    package let series: UInt32
    package let ties: [SeriesTie]
    /// The series' row in `SeriesTies.series`.
    package let place: RowPlace
    /// Into `SeriesTies.points`, by time.
    package let points: [RowPlace]
    /// Into `TraceRows.exemplars`.
    package let exemplars: [RowPlace]
}

/// The series tied to a trace: by label, by exemplar, by the resource of its spans.
package struct SeriesTies: Sendable {
    /// A sample further than this from the trace says nothing about it: five minutes, in
    /// nanoseconds, as Prometheus looks back.
    static let lookback: UInt64 = 300_000_000_000

    /// By tie, then by series id.
    package private(set) var tied: [TiedRows] = []
    package private(set) var series = PlacedRows()
    package private(set) var points = PlacedRows()
    /// The number of the first data point of each set in `points`, by which exemplars refer to it.
    package private(set) var firstPoints: [UInt64] = []

    /// No ties.
    package init() {}

    package init(of trace: TraceRows, in reader: StoreReader) throws {
        let resources = Self.resources(of: trace)
        var candidates: [UInt32: Candidate] = [:]
        for id in trace.labelledSeries { candidates[id, default: Candidate()].isLabelled = true }
        let exemplarPoints = Self.exemplarPoints(of: trace)

        var blocks: [UInt32: RowSet] = [:]
        let pointBlocks = try reader.blocks(of: .dataPoint)
        for (point, places) in exemplarPoints {
            guard let block = pointBlocks.first(where: { $0.rowRange.contains(point) }) else {
                continue
            }
            let set = try blocks[block.id] ?? reader.read(block)
            blocks[block.id] = set
            let row = Int(point - block.firstRow)
            guard row < set.rows.rowCount else { continue }
            let id = UInt32(truncatingIfNeeded: set.rows.columns[DataPointColumn.series][row])
            candidates[id, default: Candidate()].exemplars += places
            candidates[id]?.exemplarPoints.append(point)
        }
        try addSeries(of: resources, to: &candidates, reader)
        for block in pointBlocks where !candidates.isEmpty {
            guard let set = try blocks[block.id] ?? Self.read(block, candidates, reader) else {
                continue
            }
            addPoints(of: set, firstPoint: block.firstRow, to: &candidates, trace.summary.timeRange)
        }
        finish(candidates, trace)
    }

    private struct Candidate {
        var isLabelled = false
        var isOfResource = false
        var exemplars: [RowPlace] = []
        /// The numbers of the data points that the exemplars belong to.
        var exemplarPoints: [UInt64] = []
        var place: RowPlace?
        var points: [RowPlace] = []
    }

    /// Reads a block unless its range of series rules all candidates out.
    private static func read(
        _ block: BlockInfo,
        _ candidates: [UInt32: Candidate],
        _ reader: StoreReader
    ) throws -> RowSet? {
        let ids = try reader.range(of: .series, in: block)
        if let ids, !candidates.keys.contains(where: { ids.contains(UInt64($0)) }) { return nil }
        return try reader.read(block)
    }

    private static func exemplarPoints(of trace: TraceRows) -> [UInt64: [RowPlace]] {
        Dictionary(grouping: trace.exemplars.places) { place in
            trace.exemplars.word(ExemplarColumn.point, at: place)
        }
    }

    /// The resources that are of a service instance of the trace's spans.
    private static func resources(of trace: TraceRows) -> Set<UInt64> {
        let own = Set(
            trace.spans.places.map { trace.spans.word(SpanColumn.resource, at: $0) }
        )
        let instances = Set(own.compactMap { ServiceInstance(resource: $0, in: trace.shared) })
        var all = own
        for code in 0..<UInt64(trace.shared.resources.count) where !own.contains(code) {
            if let instance = ServiceInstance(resource: code, in: trace.shared),
                instances.contains(instance)
            {
                all.insert(code)
            }
        }
        return all
    }

    private mutating func addSeries(
        of resources: Set<UInt64>,
        to candidates: inout [UInt32: Candidate],
        _ reader: StoreReader
    ) throws {
        for (number, block) in try reader.series().enumerated() {
            let rows = block.rows.rows
            series.add(block.rows, rows: [])
            for row in 0..<rows.rowCount {
                let id = block.firstID + UInt32(row)
                let isOfResource =
                    resources.contains(rows.columns[SeriesColumn.resource][row])
                    && rows.columns[SeriesColumn.trace][row] == noTrace
                guard isOfResource || candidates[id] != nil else { continue }
                candidates[id, default: Candidate()].isOfResource = isOfResource
                candidates[id]?.place = RowPlace(set: number, row: row)
            }
        }
    }

    private mutating func addPoints(
        of set: RowSet,
        firstPoint: UInt64,
        to candidates: inout [UInt32: Candidate],
        _ trace: ClosedRange<UInt64>?
    ) {
        let number = points.sets.count
        let ids = set.rows.columns[DataPointColumn.series]
        let times = set.rows.columns[DataPointColumn.time]
        points.add(set, rows: [])
        firstPoints.append(firstPoint)
        var start = 0
        while start < ids.count {
            let id = UInt32(truncatingIfNeeded: ids[start])
            let end = firstIndex(in: ids, notBelow: ids[start] &+ 1)
            defer { start = max(end, start + 1) }
            guard let candidate = candidates[id] else { continue }
            let run = start..<max(end, start + 1)
            var rows = candidate.isLabelled ? run : run.lowerBound..<run.lowerBound
            if !candidate.isLabelled, candidate.isOfResource, let trace {
                rows = Self.around(trace, run, times)
            }
            let measured = candidate.exemplarPoints.compactMap { point -> Int? in
                let row = Int(clamping: Int64(point) - Int64(firstPoint))
                return run.contains(row) && !rows.contains(row) ? row : nil
            }
            candidates[id]?.points += (Array(rows) + measured).map {
                RowPlace(set: number, row: $0)
            }
        }
    }

    /// The rows from the last one at or before a range to the first one at or after its end.
    private static func around(
        _ range: ClosedRange<UInt64>,
        _ rows: Range<Int>,
        _ times: [UInt64]
    ) -> Range<Int> {
        let earliest = range.lowerBound - min(range.lowerBound, lookback)
        let latest = range.upperBound &+ lookback
        var first = rows.lowerBound
        while first + 1 < rows.upperBound, times[first + 1] <= range.lowerBound { first += 1 }
        while first < rows.upperBound, times[first] < earliest { first += 1 }
        var end = first
        while end < rows.upperBound, times[end] < range.upperBound { end += 1 }
        if end < rows.upperBound, times[end] <= latest { end += 1 }
        return first..<end
    }

    private mutating func finish(_ candidates: [UInt32: Candidate], _ trace: TraceRows) {
        for (id, candidate) in candidates {
            guard let place = candidate.place else { continue }
            var ties: [SeriesTie] = []
            if candidate.isLabelled { ties.append(.label) }
            if !candidate.exemplars.isEmpty { ties.append(.exemplar) }
            if candidate.isOfResource, !candidate.points.isEmpty { ties.append(.resource) }
            guard !ties.isEmpty else { continue }
            let sorted = candidate.points.sorted { left, right in
                points.word(DataPointColumn.time, at: left)
                    < points.word(DataPointColumn.time, at: right)
            }
            tied.append(
                TiedRows(
                    series: id,
                    ties: ties,
                    place: place,
                    points: sorted,
                    exemplars: candidate.exemplars
                )
            )
        }
        tied.sort { left, right in
            let (leftTie, rightTie) = (left.ties[0].order, right.ties[0].order)
            return leftTie != rightTie ? leftTie < rightTie : left.series < right.series
        }
    }
}

extension SeriesTie {
    fileprivate var order: Int {
        switch self {
        case .label: 0
        case .exemplar: 1
        case .resource: 2
        }
    }
}

/// A service instance, by which resources of different signals are told to be the same.
struct ServiceInstance: Hashable {
    private let name: [UInt8]
    private let instance: [UInt8]

    /// nil unless the resource has both `service.name` and `service.instance.id`.
    init?(resource: UInt64, in shared: SharedValues) {
        guard resource < shared.resources.count else { return nil }
        var name: [UInt8]?
        var instance: [UInt8]?
        var reader = CompositeReader(shared.resources[UInt32(truncatingIfNeeded: resource)])
        guard case .list(let count) = reader.next() else { return nil }
        for _ in 0..<count {
            guard let key = reader.key() else { return nil }
            guard reader.bytes[key].elementsEqual("attributes".utf8),
                case .list(let attributeCount)? = reader.next()
            else {
                _ = reader.skipValue()
                continue
            }
            for _ in 0..<attributeCount {
                guard let attribute = reader.key(), let value = reader.skipValue() else { break }
                if reader.bytes[attribute].elementsEqual("service.name".utf8) {
                    name = Array(reader.bytes[value])
                } else if reader.bytes[attribute].elementsEqual("service.instance.id".utf8) {
                    instance = Array(reader.bytes[value])
                }
            }
        }
        guard let name, let instance else { return nil }
        self.name = name
        self.instance = instance
    }
}
