package import DossierColumns
import DossierPrimitives
package import DossierStore
import Synchronization

/// The spans of a trace within a block.
package struct TraceRun: Sendable {
    package let id: TraceID
    package let rows: Range<Int>
    /// Whether other blocks may have spans of the trace.
    package let mayContinue: Bool
}

/// Where spans of a trace are.
package struct TracePart: Hashable, Sendable {
    /// The position of the block among the blocks of spans.
    package let block: Int
    package let rows: Range<Int>

    package init(block: Int, rows: Range<Int>) {
        self.block = block
        self.rows = rows
    }
}

/// The blocks of spans of a store, as searches go through them.
package final class SpanBlocks: Sendable {
    package let catalogue: PredicateCatalogue
    private let blocks: [BlockInfo]
    private let positions: [UInt32: Int]
    private let isOneCommit: Bool
    private let lookupCountMax: Int
    /// The traces in several runs; nil until they have been needed.
    private let splitTraces = Mutex<Set<TraceID>?>(nil)
    private let findDuplicates: @Sendable () throws -> DuplicateSpans
    private let knownDuplicates = Mutex<DuplicateSpans?>(nil)

    /// `duplicates` finds the spans that came again; up to `lookupCountMax` traces at a time are
    /// looked up one by one.
    package init(
        _ reader: StoreReader,
        lookupCountMax: Int = 64,
        duplicates: (@Sendable () throws -> DuplicateSpans)? = nil
    ) throws {
        self.lookupCountMax = lookupCountMax
        findDuplicates = duplicates ?? { try DuplicateSpans(in: reader) }
        blocks = try reader.blocks(of: .span)
        catalogue = try PredicateCatalogue(reader)
        positions = Dictionary(
            blocks.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        isOneCommit = Set(blocks.map(\.commit)).count < 2
    }

    package var count: Int { blocks.count }

    package func rowCount(of block: Int) -> Int { blocks[block].rowCount }

    /// The blocks that hold rows with some numbers in the table, from the first to the last.
    package func blockRange(holding rows: Range<UInt64>) -> Range<Int> {
        let first = blocks.indices.partitioningIndex {
            blocks[$0].rowRange.upperBound > rows.lowerBound
        }
        let behind = blocks.indices.partitioningIndex {
            blocks[$0].rowRange.lowerBound >= rows.upperBound
        }
        return first..<max(first, behind)
    }

    /// The numbers of a block's rows in the table.
    package func rowRange(of block: Int) -> Range<UInt64> { blocks[block].rowRange }

    /// What the store calls a block.
    package func id(of block: Int) -> UInt32 { blocks[block].id }

    /// The spans that came again, which are found once.
    func duplicates() throws -> DuplicateSpans {
        try knownDuplicates.withLock { known in
            if let known { return known }
            let found = try findDuplicates()
            known = found
            return found
        }
    }

    /// From the first to the last known time of the spans of a block.
    package func timeRange(of block: Int) -> ClosedRange<UInt64>? { blocks[block].timeRange }

    package func columns(of block: Int) -> BlockColumns { BlockColumns(blocks[block], catalogue) }

    /// The traces of a block in the order of its rows, without spans that belong to no trace.
    package func runs(of columns: BlockColumns) throws -> [TraceRun] {
        let (ids, numbers) = try columns.traces(of: .span)
        var runs: [TraceRun] = []
        var start = 0
        while start < numbers.count {
            let number = numbers[start]
            var end = start + 1
            while end < numbers.count, numbers[end] == number { end += 1 }
            if number < UInt64(ids.count) {
                runs.append(
                    TraceRun(
                        id: ids[Int(number)],
                        rows: start..<end,
                        mayContinue: !isOneCommit || start == 0 || end == numbers.count
                    )
                )
            }
            start = end
        }
        return runs
    }

    /// Where the spans are of those of some traces that are in several runs.
    package func parts(of ids: [TraceID]) throws -> [TraceID: [TracePart]] {
        guard !ids.isEmpty else { return [:] }
        var known = splitTraces.withLock { $0 }
        if known == nil, ids.count > lookupCountMax { known = try tracesInSeveralRuns() }
        var parts: [TraceID: [TracePart]] = [:]
        for id in ids where known?.contains(id) ?? true {
            let found = try self.parts(of: id)
            if found.count > 1 { parts[id] = found }
        }
        return parts
    }

    /// The traces whose spans are in more than one run; found once.
    private func tracesInSeveralRuns() throws -> Set<TraceID> {
        if let known = splitTraces.withLock({ $0 }) { return known }
        let found = try catalogue.reader.tracesInSeveralRuns()
        splitTraces.withLock { $0 = found }
        return found
    }

    /// Where the spans of one trace are; none if the store has none.
    package func parts(of id: TraceID) throws -> [TracePart] {
        let locations = try catalogue.reader.trace(id)?.locations ?? []
        return locations.compactMap { location in
            guard location.table == .span, let block = positions[location.block] else { return nil }
            let rows = location.rows.clamped(to: 0..<blocks[block].rowCount)
            return TracePart(block: block, rows: rows)
        }
    }

    /// The traces that have a span of a service.
    package func traces(withSpanOf service: String) throws -> Set<TraceID> {
        try catalogue.reader.traces(withSpanOf: service)
    }
}
