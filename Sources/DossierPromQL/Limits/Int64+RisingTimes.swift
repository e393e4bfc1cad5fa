import DossierPrimitives

extension [Int64] {
    /// The indices of the values, which rise, above one and up to another.
    func indices(after start: Int64, upTo end: Int64) -> Range<Int> {
        let first = firstIndex(above: start)
        return first..<Swift.max(first, firstIndex(above: end))
    }

    /// The index of the first of the values, which rise, that is above a bound; else their count.
    func firstIndex(above bound: Int64) -> Int {
        indices.partitioningIndex { self[$0] > bound }
    }
}
