import DossierColumns
import DossierPrimitives
import Synchronization

/// Spans that came again are looked for only where a trace has two spans of one id and start, which
/// few stores have; that needs the starts of the spans that are looked at, and mostly no more.
extension SpanBlocks {
    /// The parts of a trace without the spans that repeat others; `columns` gives those of a block.
    ///
    /// - Complexity: O(spans of the parts).
    package func withoutRepeats(
        _ parts: [TracePart],
        _ columns: (Int) -> BlockColumns
    ) throws -> [TracePart] {
        let mayRepeat =
            try parts.count == 1
            ? mayRepeat(in: parts[0].rows, columns(parts[0].block))
            : mayRepeat(across: parts, columns)
        guard mayRepeat else { return parts }
        let duplicates = try duplicates()
        return parts.flatMap { part in
            part.rows.without(duplicates.rows(of: id(of: part.block))).map { rows in
                TracePart(block: part.block, rows: rows)
            }
        }
    }

    /// The rows of a block that repeat other spans, wherever these are; ascending.
    package func repeatedRows(of block: Int, _ columns: BlockColumns) throws -> [UInt32] {
        let mayRepeat = try mayRepeatAcrossRuns() || mayRepeat(in: 0..<rowCount(of: block), columns)
        return try mayRepeat ? duplicates().rows(of: id(of: block)) : []
    }

    /// Whether rows of a block, of a trace or of several, have the trace, the id and the start of
    /// another of them.
    private func mayRepeat(in rows: Range<Int>, _ columns: BlockColumns) throws -> Bool {
        let starts = try columns.words(.startTime, of: .span)
        var known: (ids: [UInt64], traces: [UInt64])?
        // The spans of a trace are by start.
        var first = rows.lowerBound
        for row in rows.dropFirst() {
            if starts[row] != starts[row - 1] {
                first = row
                continue
            }
            let (ids, traces) =
                try known
                ?? (columns.words(.spanID, of: .span), columns.words(.trace, of: .span))
            known = (ids, traces)
            if traces[row] != traces[row - 1] {
                first = row
                continue
            }
            let isRepeat = ids[row] != 0 && ids[first..<row].contains(ids[row])
            // Of very many spans of one start the answer is not worth the time.
            if isRepeat || row - first >= Self.equalStartCountMax { return true }
        }
        return false
    }

    private static let equalStartCountMax = 256

    /// The same for a trace in several parts.
    private func mayRepeat(
        across parts: [TracePart],
        _ columns: (Int) -> BlockColumns
    ) throws -> Bool {
        var spans: [(start: UInt64, id: UInt64)] = []
        for part in parts {
            let columns = columns(part.block)
            let starts = try columns.words(.startTime, of: .span)
            let ids = try columns.words(.spanID, of: .span)
            for row in part.rows where ids[row] != 0 { spans.append((starts[row], ids[row])) }
        }
        spans.sort { $0 < $1 }
        return zip(spans, spans.dropFirst()).contains { $0 == $1 }
    }

    /// So many traces in several runs are looked at; of more it is not told what they have.
    private static let splitCountMax = 4096
    /// The columns of few blocks are in memory.
    private static let blockCountMax = 8

    /// Whether traces in several runs may have spans that repeat others; found once.
    private func mayRepeatAcrossRuns() throws -> Bool {
        try repeatsAcrossRuns.withLock { known in
            if let known { return known }
            let found = try findRepeatsAcrossRuns()
            known = found
            return found
        }
    }

    private func findRepeatsAcrossRuns() throws -> Bool {
        let split = try tracesInSeveralRuns()
        guard split.count <= Self.splitCountMax else { return true }
        var loaded: [Int: BlockColumns] = [:]
        let places = try split.sorted().map { try parts(of: $0) }
        for parts in places.sorted(by: { ($0.first?.block ?? 0) < ($1.first?.block ?? 0) }) {
            if loaded.count > Self.blockCountMax { loaded.removeAll() }
            let mayRepeat = try mayRepeat(across: parts) { block in
                let columns = loaded[block] ?? self.columns(of: block)
                loaded[block] = columns
                return columns
            }
            if mayRepeat { return true }
        }
        return false
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
