import DossierColumns

/// What is known of those spans of a run that have the same id, those without one aside.
package enum SpanIDKnowledge: Comparable, Sendable {
    /// Nothing.
    case none
    /// They have equal content: all but the first are duplicates.
    case equalSpans
    /// There are none.
    case distinctIDs
}

/// Compares the ids of spans, one run after another in the same memory.
struct SpanIDComparison {
    private var firstPositions = FirstPositions()

    /// What can be known of a run; `areEqual` compares the content of two rows.
    ///
    /// - Complexity: O(`rows.count`).
    mutating func knowledge(
        of rows: Range<Int>,
        ids: [UInt64],
        areEqual: (Int, Int) -> Bool
    ) -> SpanIDKnowledge {
        guard rows.count > 1 else { return .distinctIDs }
        var found = SpanIDKnowledge.distinctIDs
        firstPositions.begin(rows.count)
        for row in rows where ids[row] != 0 {
            let first = firstPositions.add(row, of: ids)
            if first == row { continue }
            guard areEqual(first, row) else { return .none }
            found = .equalSpans
        }
        return found
    }
}
