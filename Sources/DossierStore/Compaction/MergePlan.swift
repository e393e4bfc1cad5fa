import DossierBlocks
import DossierColumns

/// How the rows of a table are merged: in parts that follow each other in the order of the keys,
/// each small enough for memory.
struct MergePlan: Sendable {
    /// A block that is merged, and between which keys its rows lie.
    struct Source: Sendable {
        let block: BlockInfo
        let first: RowKey
        let last: RowKey
    }

    private(set) var sources: [Source] = []
    /// Every so many rows the key of one, with the weight of them all.
    private var samples: [(key: RowKey, weight: Int)] = []
    private let weightMax: Int

    private static let sampleStep = 32
    /// Rows that take no more than that count as one.
    private static let rowByteCount = 1024
    /// Rows that take more than that weigh no more.
    private static let weighedByteCountMax = 1 << 30

    /// `partRowCount` is about how many rows a part has; nil for as many as suit the table.
    init(_ table: Table, partRowCount: Int?) {
        // A part makes several blocks, so that the smaller last one matters little.
        weightMax = partRowCount ?? BlockLimit(table).rows * 4
    }

    mutating func add(_ block: BlockInfo, keys: [RowKey], rawByteCount: Int) {
        guard let first = keys.min(), let last = keys.max() else { return }
        sources.append(Source(block: block, first: first, last: last))
        // The size is of the catalogue, which says anything if it is damaged.
        let weight = max(
            1,
            min(rawByteCount / keys.count, Self.weighedByteCountMax) / Self.rowByteCount
        )
        for index in stride(from: 0, to: keys.count, by: Self.sampleStep) {
            let count = min(Self.sampleStep, keys.count - index)
            samples.append((keys[index], count * weight))
        }
    }

    /// The first keys of the parts after the first one; groups are cut only if they are larger than
    /// a part.
    func borders() -> [RowKey] {
        var borders: [RowKey] = []
        var weight = 0
        for sample in samples.sorted(by: { $0.key < $1.key }) {
            weight += sample.weight
            guard weight > weightMax else { continue }
            let last = borders.last ?? .lowest
            let start = RowKey(group: sample.key.group, time: 0)
            let border = start > last ? start : sample.key
            guard border > last else { continue }
            borders.append(border)
            weight = sample.weight
        }
        return borders
    }
}
