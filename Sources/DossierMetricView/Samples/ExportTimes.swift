import DossierColumns
import DossierQuery

/// When each resource and scope sent points: a stream that is not among those of an export had
/// nothing to count before it.
struct ExportTimes: Sendable {
    private struct Source: Hashable {
        let resource: UInt64
        let scope: UInt64
    }

    /// Milliseconds since the Unix epoch, rising.
    private var times: [Source: [Int64]] = [:]

    /// Reads the times of all points of a store.
    init(_ view: MetricView) throws {
        var ids: [Source: [UInt32]] = [:]
        for set in view.seriesSets {
            let columns = set.rows.rows.columns
            let pairs = zip(columns[SeriesColumn.resource], columns[SeriesColumn.scope])
            for (row, (resource, scope)) in pairs.enumerated() {
                let source = Source(resource: resource, scope: scope)
                ids[source, default: []].append(set.firstID &+ UInt32(row))
            }
        }
        let sources = Array(ids.keys)
        var owners: [UInt32: Int] = [:]
        for (index, source) in sources.enumerated() {
            for id in ids[source] ?? [] { owners[id] = index }
        }
        var found = [MergedTimes](repeating: MergedTimes(), count: sources.count)
        let everything: ClosedRange<UInt64> = 0 ... .max
        let runs = try view.runs(
            of: owners.keys.sorted(),
            in: everything,
            fields: [],
            startTimes: false
        )
        for run in runs {
            guard let owner = owners[run.series] else { continue }
            found[owner].add(run.times.map { Int64($0 / 1_000_000) })
        }
        for (source, merged) in zip(sources, found) { times[source] = merged.times }
    }

    func times(resource: UInt64, scope: UInt64) -> [Int64] {
        times[Source(resource: resource, scope: scope)] ?? []
    }
}
