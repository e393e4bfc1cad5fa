import DossierBlocks
import DossierColumns
import DossierStore
import Synchronization

/// A block of data points, with what was found out about its rows.
final class PointBlock: Sendable {
    let info: BlockInfo
    private let state = Mutex(State())

    private struct State {
        var runs: SeriesRuns?
        var places: [Field: SlotPlaces] = [:]
    }

    init(_ info: BlockInfo) {
        self.info = info
    }

    /// Where each series starts.
    func runs(_ reader: StoreReader) throws -> SeriesRuns {
        if let known = state.withLock({ $0.runs }) { return known }
        let column = try reader.columns([.field(.series)], of: .dataPoint, in: info)[0]
        let runs = SeriesRuns(column?.words.words ?? [])
        state.withLock { $0.runs = runs }
        return runs
    }

    /// Which rows have a field, and where their values are.
    func places(of field: Field, slot: UInt32, _ reader: StoreReader) throws -> SlotPlaces {
        if let known = state.withLock({ $0.places[field] }) { return known }
        let places = SlotPlaces(of: slot, in: try reader.slotRows(of: .dataPoint, in: info))
        state.withLock { $0.places[field] = places }
        return places
    }
}

/// The series of a block and their rows, which stand together.
struct SeriesRuns: Sendable {
    /// Rising.
    private(set) var ids: [UInt32] = []
    /// The first row of each, and the count of all rows behind the last one.
    private(set) var starts: [UInt32] = []

    init(_ words: [UInt64]) {
        var last: UInt64?
        for (row, id) in words.enumerated() where id != last {
            ids.append(UInt32(truncatingIfNeeded: id))
            starts.append(UInt32(truncatingIfNeeded: row))
            last = id
        }
        starts.append(UInt32(truncatingIfNeeded: words.count))
    }

    /// The rows of the series of `wanted`, which are rising, that the block has.
    func rows(of wanted: [UInt32]) -> [(id: UInt32, rows: Range<Int>)] {
        var found: [(id: UInt32, rows: Range<Int>)] = []
        var index = 0
        for id in wanted {
            if index < ids.count, ids[index] < id {
                index = gallop(from: index, to: id)
            }
            guard index < ids.count else { break }
            if ids[index] == id {
                found.append((id, Int(starts[index])..<Int(starts[index + 1])))
            }
        }
        return found
    }

    /// The first place from `start` on whose id is not below `id`, in steps that double.
    private func gallop(from start: Int, to id: UInt32) -> Int {
        var step = 1
        var low = start
        while low + step < ids.count, ids[low + step] < id {
            low += step
            step *= 2
        }
        var high = min(low + step, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Where the values of a slot are for the rows of a block.
enum SlotPlaces: Sendable {
    case none
    /// Every row has it.
    case all
    /// How many rows before each row have it; one more at the end.
    case some([UInt32])

    init(of slot: UInt32, in rows: SlotRows) {
        let have = rows.paths.map { $0.contains(slot) }
        guard have.contains(true) else {
            self = .none
            return
        }
        guard have.contains(false) else {
            self = .all
            return
        }
        var before: [UInt32] = []
        before.reserveCapacity(rows.rows.count + 1)
        var count: UInt32 = 0
        for shape in rows.rows.words {
            before.append(count)
            if have[Int(shape)] { count += 1 }
        }
        before.append(count)
        self = .some(before)
    }
}
