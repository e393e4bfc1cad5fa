import DossierBlocks
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
    /// By tie, then by series id.
    package private(set) var tied: [TiedRows] = []
    package private(set) var series = PlacedRows()
    package private(set) var points = PlacedRows()
    /// For each set in `points` the numbers of its data points, by which exemplars refer to them.
    private var pointNumbers: [[UInt64]] = []

    /// No ties.
    package init() {}

    package init(of trace: TraceRows, in reader: StoreReader) throws {
        var candidates: [UInt32: Candidate] = [:]
        for id in trace.labelledSeries { candidates[id, default: Candidate()].isLabelled = true }
        let blocks = try reader.blocks(of: .dataPoint)
        for (point, places) in Self.exemplarPoints(of: trace) {
            guard let block = blocks.first(where: { $0.rowRange.contains(point) }),
                let column = try reader.columns([.field(.series)], of: .dataPoint, in: block)[0]
            else { continue }
            let id = UInt32(truncatingIfNeeded: column.words[Int(point - block.firstRow)])
            candidates[id, default: Candidate()].exemplars += places
            candidates[id]?.exemplarPoints.append(point)
        }
        try addSeries(of: Self.resources(of: trace), to: &candidates, reader, trace.shared)
        let wanted = WantedPoints(candidates, trace.summary.timeRange)
        for found in try parallelMap(blocks, { try wanted.points(of: $0, in: reader) }) {
            guard let found else { continue }
            add(found, to: &candidates)
        }
        finish(candidates, trace)
    }

    /// The number of a data point in `points`, by which exemplars refer to it.
    package func number(at place: RowPlace) -> UInt64 { pointNumbers[place.set][place.row] }

    fileprivate struct Candidate {
        var isLabelled = false
        var isOfResource = false
        var exemplars: [RowPlace] = []
        /// The numbers of the data points that the exemplars belong to.
        var exemplarPoints: [UInt64] = []
        var place: RowPlace?
        var points: [RowPlace] = []
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
        _ reader: StoreReader,
        _ shared: SharedValues
    ) throws {
        for (number, block) in try reader.series().enumerated() {
            let rows = block.rows.rows
            series.add(block.rows, rows: [])
            for row in 0..<rows.rowCount {
                let id = block.firstID + UInt32(row)
                let isOfResource =
                    resources.contains(rows.columns[SeriesColumn.resource][row])
                    && rows.columns[SeriesColumn.trace][row] == noTrace
                guard isOfResource || candidates[id] != nil,
                    Self.isKnown(row, of: rows, shared)
                else { continue }
                candidates[id, default: Candidate()].isOfResource = isOfResource
                candidates[id]?.place = RowPlace(set: number, row: row)
            }
        }
    }

    /// Whether all that a series refers to was in the store when the trace was read; a commit since
    /// then may have brought new metrics.
    private static func isKnown(_ row: Int, of rows: TableBatch, _ shared: SharedValues) -> Bool {
        rows.columns[SeriesColumn.resource][row] < shared.resources.count
            && rows.columns[SeriesColumn.scope][row] < shared.scopes.count
            && rows.columns[SeriesColumn.metric][row] < shared.metrics.count
    }

    private mutating func add(_ found: FoundPoints, to candidates: inout [UInt32: Candidate]) {
        var row = 0
        for (id, count) in found.counts {
            candidates[id]?.points += (row..<(row + count)).map {
                RowPlace(set: points.sets.count, row: $0)
            }
            row += count
        }
        points.add(found.rows, rows: [])
        pointNumbers.append(found.numbers)
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

/// Points of a block that show candidates.
private struct FoundPoints: Sendable {
    let rows: RowSet
    /// The numbers of the points by which exemplars refer to them.
    let numbers: [UInt64]
    /// How many of the rows each candidate has, one after another.
    let counts: [(id: UInt32, count: Int)]
}

/// Finds the points that show candidates.
private struct WantedPoints: Sendable {
    /// A sample further than this from the trace says nothing about it: five minutes, in
    /// nanoseconds, as Prometheus looks back.
    private static let lookback: UInt64 = 300_000_000_000

    private let candidates: [UInt32: SeriesTies.Candidate]
    /// Ascending.
    private let ids: [UInt32]
    private let trace: ClosedRange<UInt64>?

    init(_ candidates: [UInt32: SeriesTies.Candidate], _ trace: ClosedRange<UInt64>?) {
        self.candidates = candidates
        self.trace = trace
        ids = candidates.keys.sorted()
    }

    /// Nil if a block has none; it is read as far as that takes.
    func points(of block: BlockInfo, in reader: StoreReader) throws -> FoundPoints? {
        let isNear = Self.isNear(block, trace)
        let wanted = ids.filter { id in
            guard let candidate = candidates[id] else { return false }
            return candidate.isLabelled || isNear && candidate.isOfResource
                || candidate.exemplarPoints.contains { block.rowRange.contains($0) }
        }
        guard let first = wanted.first, let last = wanted.last else { return nil }
        let range = try reader.range(of: .series, in: block)
        guard range?.overlaps(UInt64(first)...UInt64(last)) ?? true else { return nil }
        let columns = try reader.columns(
            [.field(.series), .field(.time)],
            of: .dataPoint,
            in: block
        )
        guard let series = columns[0]?.words, let times = columns[1]?.words else { return nil }
        var ranges: [Range<Int>] = []
        var counts: [(id: UInt32, count: Int)] = []
        for id in wanted where range?.contains(UInt64(id)) ?? true {
            let start = series.firstIndex(notBelow: UInt64(id))
            let run = start..<max(start, series.firstIndex(notBelow: UInt64(id) + 1))
            guard !run.isEmpty, let candidate = candidates[id] else { continue }
            let own = Self.rows(of: candidate, run, times, trace, firstPoint: block.firstRow)
            guard !own.isEmpty else { continue }
            counts.append((id, own.reduce(0) { $0 + $1.count }))
            ranges += own
        }
        guard !ranges.isEmpty else { return nil }
        return FoundPoints(
            rows: try reader.rows(ranges, of: block),
            numbers: ranges.flatMap { rows in rows.map { block.firstRow + UInt64($0) } },
            counts: counts
        )
    }

    /// Whether a block may have points that say something about a trace by their time.
    private static func isNear(_ block: BlockInfo, _ trace: ClosedRange<UInt64>?) -> Bool {
        guard let trace, let times = block.timeRange else { return false }
        return times.upperBound >= trace.lowerBound - min(trace.lowerBound, lookback)
            && times.lowerBound <= trace.upperBound &+ lookback
    }

    /// The rows of a candidate's points within the rows of its series, ascending.
    private static func rows(
        of candidate: SeriesTies.Candidate,
        _ run: Range<Int>,
        _ times: NarrowWords,
        _ trace: ClosedRange<UInt64>?,
        firstPoint: UInt64
    ) -> [Range<Int>] {
        if candidate.isLabelled { return [run] }
        var rows = run.lowerBound..<run.lowerBound
        if candidate.isOfResource, let trace { rows = around(trace, run, times) }
        let measured = Set(candidate.exemplarPoints)
            .map { Int(clamping: Int64(bitPattern: $0 &- firstPoint)) }
            .filter { run.contains($0) && !rows.contains($0) }
        let ranges = (rows.isEmpty ? [] : [rows]) + measured.map { $0..<($0 + 1) }
        return ranges.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// The rows from the last one at or before a range to the first one at or after its end; `rows`
    /// are in the order of their times.
    private static func around(
        _ range: ClosedRange<UInt64>,
        _ rows: Range<Int>,
        _ times: NarrowWords
    ) -> Range<Int> {
        let earliest = range.lowerBound - min(range.lowerBound, lookback)
        let latest = range.upperBound &+ lookback
        let later = times.firstIndex(notBelow: range.lowerBound &+ 1, in: rows)
        let last = max(later - 1, rows.lowerBound)
        let first = times.firstIndex(notBelow: earliest, in: last..<rows.upperBound)
        var end = times.firstIndex(notBelow: range.upperBound, in: first..<rows.upperBound)
        if end < rows.upperBound, times[end] <= latest { end += 1 }
        return first..<end
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

/// A service instance, by which resources of different signals are matched.
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
