import DossierColumns

/// Adds up the self times of the spans of a block, one trace after another, in the same memory.
///
/// A trace is done in one pass over its rows: these are in the order of their starts, so the children
/// of a span come in that order, too.
struct SelfTimeSums {
    /// By row, in nanoseconds; the highest number where the duration is unknown.
    private(set) var times: [UInt64]

    private let ids: [UInt64]
    private let parentIDs: [UInt64]
    private let starts: [UInt64]
    private let ends: [UInt64]
    private var firstPositions = FirstPositions()
    /// By row, that of the parent; -1 for none.
    private var parents: [Int]
    /// By row, up to where the time of a span is given out.
    private var reached: [UInt64]

    /// Takes columns of equal length; all spans have their duration until their trace is added.
    init(ids: [UInt64], parentIDs: [UInt64], starts: [UInt64], ends: [UInt64]) {
        (self.ids, self.parentIDs, self.starts, self.ends) = (ids, parentIDs, starts, ends)
        parents = [Int](repeating: -1, count: starts.count)
        reached = starts
        times = zip(starts, ends).map { start, end in
            // Neither time is 0 or above `Int64.max`, which is unknown.
            start &- 1 < UInt64(Int64.max) && end >= start && end <= UInt64(Int64.max)
                ? end &- start : StoredSelfTimes.unknown
        }
    }

    /// Takes the times of children from the spans of a trace, which are in the order of their starts.
    ///
    /// - Complexity: O(`rows.count`).
    mutating func add(_ rows: Range<Int>) {
        guard rows.count > 1 else { return }
        // The spans without a start, which come first, are last among those of one id.
        let known = rows.first { starts[$0] != 0 } ?? rows.upperBound
        if findParents(rows, from: known) { cutCircles(rows, from: known) }
        for row in known..<rows.upperBound {
            let parent = parents[row]
            guard parent >= 0, times[row] != StoredSelfTimes.unknown,
                times[parent] != StoredSelfTimes.unknown
            else { continue }
            // What is after the end of the child that ended last is the parent's own so far.
            let start = min(max(starts[row], reached[parent]), ends[parent])
            let end = max(start, min(ends[row], ends[parent]))
            times[parent] &-= end &- start
            reached[parent] = end
        }
    }

    /// Returns whether a span comes before its parent, as in every circle.
    private mutating func findParents(_ rows: Range<Int>, from known: Int) -> Bool {
        firstPositions.begin(rows.count)
        for row in known..<rows.upperBound where ids[row] != 0 {
            _ = firstPositions.add(row, of: ids)
        }
        for row in rows.lowerBound..<known where ids[row] != 0 {
            _ = firstPositions.add(row, of: ids)
        }
        var isAnyBefore = false
        // Siblings often follow each other.
        var last: (id: UInt64, parent: Int) = (0, -1)
        for row in rows {
            if parentIDs[row] != last.id {
                let id = parentIDs[row]
                last = (id, id == 0 ? -1 : firstPositions.first(equalTo: id, in: ids))
            }
            parents[row] = last.parent
            if last.parent >= row { isAnyBefore = true }
        }
        return isAnyBefore
    }

    private mutating func cutCircles(_ rows: Range<Int>, from known: Int) {
        let ordered = Array(known..<rows.upperBound) + Array(rows.lowerBound..<known)
        var ranks = [Int](repeating: -1, count: rows.count)
        for (rank, row) in ordered.enumerated() { ranks[row - rows.lowerBound] = rank }
        let found = ordered.map { row in
            parents[row] < 0 ? -1 : ranks[parents[row] - rows.lowerBound]
        }
        for (rank, parent) in SpanParents(cutting: found).parents.enumerated() where parent < 0 {
            parents[ordered[rank]] = -1
        }
    }
}
