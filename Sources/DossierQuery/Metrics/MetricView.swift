package import DossierColumns
package import DossierStore
import Synchronization

/// The metrics of a store, as it was when the view was made: what they are, which series they have,
/// and where the points of these are.
///
/// Rows of series and points are taken by the block and by the run, so what is built on it does not
/// see how they are stored.
package final class MetricView: Sendable {
    /// By code.
    package let metrics: [MetricHeader]
    /// By code.
    package let resources: [MetricOrigin]
    /// By code.
    package let scopes: [MetricOrigin]
    /// The rows of all series.
    package let seriesSets: [SeriesSet]
    /// The series of each metric, by its code, in the order of their ids.
    private let seriesByMetric: [[SeriesPlace]]
    let pointBlocks: [PointBlock]
    let reader: StoreReader
    /// The slots of the fields of points.
    let slots: [Field: UInt32]
    private let heldTimes = Mutex<DataTimes?>(nil)
    /// What metrics are computed from that the store does not have.
    package let spans: SpanMetricCounts
    package let logs: LogMetricCounts

    /// `duplicates` finds the spans that metrics computed from spans do not count.
    package init(
        _ reader: StoreReader,
        duplicates: (@Sendable () throws -> DuplicateSpans)? = nil
    ) throws {
        self.reader = reader
        logs = LogMetricCounts(reader)
        spans = SpanMetricCounts(reader, except: duplicates ?? { try DuplicateSpans(in: reader) })
        // What refers comes before what it refers to, since a writer may add to both meanwhile.
        pointBlocks = try reader.blocks(of: .dataPoint).map(PointBlock.init)
        seriesSets = try reader.series().map { SeriesSet(firstID: $0.firstID, rows: $0.rows) }
        let shared = try reader.sharedValues()
        metrics = (0..<shared.metrics.count).map { MetricHeader(shared.metrics[UInt32($0)]) }
        resources = (0..<shared.resources.count).map {
            MetricOrigin(shared.resources[UInt32($0)])
        }
        scopes = (0..<shared.scopes.count).map { MetricOrigin(shared.scopes[UInt32($0)]) }
        seriesByMetric = Self.grouped(seriesSets, metricCount: metrics.count)
        var slots: [Field: UInt32] = [:]
        for (number, slot) in try reader.shapes(of: .dataPoint).slots.enumerated() {
            if let field = slot.field { slots[field] = UInt32(number) }
        }
        self.slots = slots
    }

    private static func grouped(_ sets: [SeriesSet], metricCount: Int) -> [[SeriesPlace]] {
        var places = [[SeriesPlace]](repeating: [], count: metricCount)
        for (number, set) in sets.enumerated() {
            for (row, metric) in set.rows.rows.columns[SeriesColumn.metric].enumerated()
            where metric < UInt64(metricCount) {
                places[Int(metric)].append(
                    SeriesPlace(id: set.firstID &+ UInt32(row), set: number, row: row)
                )
            }
        }
        return places
    }

    /// The series of a metric, in the order of their ids.
    package func series(of metric: Int) -> [SeriesPlace] {
        seriesByMetric.indices.contains(metric) ? seriesByMetric[metric] : []
    }

    /// From when to when the points are.
    package func times() throws -> DataTimes {
        try heldTimes.withLock { held in
            if let held { return held }
            let times = try DataTimes(of: .dataPoint, in: pointBlocks.map(\.info), reader)
            held = times
            return times
        }
    }

    /// The times that queries are about unless they say others: those of the points; if there are
    /// none, those of the samples that are computed.
    ///
    /// Of these, samples of spans or log records whose times are all before 1980 or after 2100 are
    /// left out if the others have times between.
    package func queryRange() throws -> ClosedRange<UInt64>? {
        if let range = try times().range { return range }
        guard pointBlocks.isEmpty else { return nil }
        let all = [try spans.times(), try logs.times()].compactMap { $0?.sampled }
        let likely = all.filter { DataTimes.hasLikely($0) }
        let ranges = likely.isEmpty ? all : likely
        guard let first = ranges.map(\.lowerBound).min(),
            let last = ranges.map(\.upperBound).max()
        else { return nil }
        return first...last
    }

    /// How many commits the file holds now; more than when the view was made if it is out of date.
    package func commitCount() throws -> Int64 { try reader.commitCount() }
}

/// Series whose rows are decoded together.
///
/// The id of a series is `firstID` plus its row.
package struct SeriesSet: Sendable {
    package let firstID: UInt32
    package let rows: RowSet
}

/// A series and where its row is.
package struct SeriesPlace: Sendable {
    package let id: UInt32
    /// Into `MetricView.seriesSets`.
    package let set: Int
    package let row: Int
}
