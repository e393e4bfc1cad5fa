import DossierColumns
import DossierStore
import Synchronization

/// A block of data points, with what was found out about its rows.
final class PointBlock: Sendable {
    let info: BlockInfo
    private let state = Mutex(State())

    private struct State {
        var series: SeriesRuns?
        var shapes: ShapeRuns?
        var presence: [Field: SlotPresence] = [:]
    }

    init(_ info: BlockInfo) {
        self.info = info
    }

    /// Finds out where the series and the shapes of blocks start, if that is not known yet.
    static func load(_ blocks: [PointBlock], _ reader: StoreReader) throws {
        let unknown = blocks.filter { block in block.state.withLock { $0.series == nil } }
        guard !unknown.isEmpty else { return }
        let shapes = try reader.shapes(of: .dataPoint)
        let runs = try reader.runs(of: [.series, .shape], in: unknown.map(\.info))
        for (block, runs) in zip(unknown, runs) {
            guard let shapeRuns = ShapeRuns(runs[1], in: shapes) else {
                throw reader.unknownShape(of: .dataPoint, in: block.info)
            }
            block.state.withLock { state in
                state.series = SeriesRuns(runs[0])
                state.shapes = shapeRuns
            }
        }
    }

    /// The rows of those of the series, which rise, that the block has; once it is loaded.
    func rows(of wanted: [UInt32]) -> [(id: UInt32, rows: Range<Int>)] {
        state.withLock { $0.series }?.rows(of: wanted) ?? []
    }

    /// The ids of all series that the block has, rising; once it is loaded.
    var seriesIDs: [UInt32] { state.withLock { $0.series?.ids ?? [] } }

    /// Which rows have a field.
    ///
    /// The block must be loaded.
    func presence(of field: Field, slot: UInt32) -> SlotPresence {
        state.withLock { state in
            if let known = state.presence[field] { return known }
            let presence = state.shapes?.presence(of: slot) ?? SlotPresence.none
            state.presence[field] = presence
            return presence
        }
    }
}
