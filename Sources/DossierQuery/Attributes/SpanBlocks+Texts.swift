package import DossierColumns

extension SpanBlocks {
    /// The different texts that spans, or their events or links, have in a column.
    ///
    /// - Parameters:
    ///   - column: A column of `table`.
    ///   - table: The table of spans, or one of its children.
    ///   - spans: The spans that count, by block; nil for all.
    ///   - isCancelled: Asked before each block, on any thread, whether to give up.
    /// - Returns: The texts.
    /// - Throws: `CancellationError` after giving up, or an error of the store.
    /// - Complexity: O(rows), over one column.
    package func texts(
        _ column: PredicateColumn,
        of table: Table,
        in spans: [RowBits]?,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Set<[UInt8]> {
        var texts: Set<[UInt8]> = []
        for start in stride(from: 0, to: count, by: 8) {
            let some = Array(start..<min(start + 8, count))
            let found = try parallelMap(some) { block -> Set<[UInt8]> in
                guard !isCancelled() else { throw CancellationError() }
                if let spans, block >= spans.count || spans[block].isEmpty { return [] }
                return try self.columns(of: block).texts(column, of: table, in: spans?[block])
            }
            for some in found { texts.formUnion(some) }
        }
        return texts
    }

    /// The spans that ran at some time of a range, by block.
    ///
    /// - Complexity: O(spans) of the blocks that are not wholly inside or outside.
    package func spans(activeIn range: ClosedRange<UInt64>) throws -> [RowBits] {
        try (0..<count).map { block in
            let rowCount = rowCount(of: block)
            guard let times = timeRange(of: block), times.overlaps(range) else {
                return RowBits(rowCount: rowCount)
            }
            if range.lowerBound <= times.lowerBound, range.upperBound >= times.upperBound {
                return RowBits(rowCount: rowCount, all: true)
            }
            let columns = columns(of: block)
            let starts = try columns.words(.startTime, of: .span)
            let ends = try columns.words(.endTime, of: .span)
            return RowBits.filled(rowCount) { row in
                starts[row] <= range.upperBound
                    && max(starts[row], ends[row]) >= range.lowerBound
            }
        }
    }
}

extension BlockColumns {
    fileprivate func texts(
        _ column: PredicateColumn,
        of table: Table,
        in spans: RowBits?
    ) throws -> Set<[UInt8]> {
        guard rowCount(of: table) > 0 else { return [] }
        let rows = try spans.map { try children(of: $0, in: table) }
        let values = try values(column, of: table)
        var codes: Set<UInt64> = []
        for row in 0..<values.count where rows?[row] ?? true {
            if values.type(at: row) == .string { codes.insert(values.word(at: row)) }
        }
        return Set(codes.map { Array(values.strings[UInt32(truncatingIfNeeded: $0)]) })
    }
}
