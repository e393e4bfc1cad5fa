import DossierColumns

/// The new numbers of the data points that have exemplars.
struct PointNumbers: Sendable {
    /// Ascending, each once.
    private let old: [UInt64]
    private var new: [UInt64]

    init(_ points: [UInt64]) {
        var distinct: [UInt64] = []
        for point in points.sorted() where distinct.last != point { distinct.append(point) }
        old = distinct
        new = Array(repeating: .max, count: distinct.count)
    }

    /// The new number of a data point; nil if it got none.
    subscript(point: UInt64) -> UInt64? {
        let index = firstIndex(in: old, notBelow: point)
        guard index < old.count, old[index] == point, new[index] != .max else { return nil }
        return new[index]
    }

    /// Notes the new number of a data point, if it has exemplars.
    mutating func set(_ point: UInt64, to number: UInt64) {
        let index = firstIndex(in: old, notBelow: point)
        if index < old.count, old[index] == point { new[index] = number }
    }
}
