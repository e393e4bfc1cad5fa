import DossierColumns
import DossierPrimitives

/// Spans that came again are left out of searches.
extension SpanBlocks {
    /// The parts of a trace without the spans that repeat others.
    ///
    /// - Complexity: O(log duplicates) for each part; the first call finds the duplicates of the store.
    package func withoutRepeats(_ parts: [TracePart]) throws -> [TracePart] {
        let duplicates = try duplicates()
        guard !duplicates.isEmpty else { return parts }
        return parts.flatMap { part in
            part.rows.without(duplicates.rows(of: id(of: part.block))).map { rows in
                TracePart(block: part.block, rows: rows)
            }
        }
    }

    /// The rows of a block that repeat other spans, wherever these are; ascending.
    package func repeatedRows(of block: Int) throws -> [UInt32] {
        try duplicates().rows(of: id(of: block))
    }
}

extension Range<Int> {
    /// What is left of the range without some of its elements, which ascend.
    fileprivate func without(_ elements: [UInt32]) -> [Range<Int>] {
        var rest: [Range<Int>] = []
        var start = lowerBound
        let first = elements.indices.partitioningIndex { Int(elements[$0]) >= lowerBound }
        for element in elements[first...] {
            guard Int(element) < upperBound else { break }
            if start < Int(element) { rest.append(start..<Int(element)) }
            start = Int(element) + 1
        }
        if start < upperBound { rest.append(start..<upperBound) }
        return rest
    }
}
