internal import DossierColumns
internal import DossierOTLPWriting
internal import DossierPrimitives
internal import DossierQuery
internal import DossierStore
internal import DossierTraceQL

/// Spans or log records in the order in which they were stored.
package struct StoredRows: Sendable {
    /// Their numbers, from 0 on in the order in which they were stored; ascending.
    package let numbers: [UInt64]
    fileprivate let makeDocuments: @Sendable (Range<Int>) throws -> [[UInt8]]

    fileprivate init(
        numbers: [UInt64],
        makeDocuments: @escaping @Sendable (Range<Int>) throws -> [[UInt8]]
    ) {
        self.numbers = numbers
        self.makeDocuments = makeDocuments
    }

    /// Some of them, each as a JSON object in one line: spans as those of
    /// `schema/trace-document.schema.json` without what only the whole trace tells, log records as
    /// those of `schema/log-listing.schema.json`.
    package func documents(_ positions: Range<Int>) throws(DossierError) -> [[UInt8]] {
        try translatingErrors { try makeDocuments(positions) }
    }
}

extension DossierFile {
    /// How many spans the store has.
    ///
    /// - Complexity: O(blocks).
    package func storedSpanCount() throws(DossierError) -> UInt64 {
        try translatingErrors {
            try reader.blocks(of: .span).reduce(0) { max($0, $1.rowRange.upperBound) }
        }
    }

    /// Finds spans by when they were stored.
    ///
    /// An expression is evaluated for what is stored of their traces now. A span that came again
    /// counts as any other.
    ///
    /// - Parameters:
    ///   - numbers: Their numbers; see ``storedSpanCount()``.
    ///   - expression: An expression that finds spans, which has to find them; nil for all.
    ///   - limit: How many to find; the last ones are.
    ///   - isCancelled: Asked before each block of spans, on any thread, whether to give up.
    /// - Returns: The spans.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for an expression that
    ///   makes series, or that combines several spansets; ``DossierError/Code/cancelled`` after
    ///   giving up.
    /// - Complexity: O(spans of the blocks that hold them), and over other spans of the traces that
    ///   may match.
    package func storedSpans(
        _ numbers: Range<UInt64>,
        matching expression: TraceQLExpression? = nil,
        limit: Int = .max,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> StoredRows {
        try translatingErrors {
            let plan = try expression?.searchPlan()
            let matchesNothing = expression?.matchesNothing ?? false
            guard !numbers.isEmpty, !matchesNothing else {
                return StoredRows(numbers: []) { _ in [] }
            }
            let blocks = try SpanBlocks(reader, lookupCountMax: Self.lookupCountMax) {
                DuplicateSpans()
            }
            let scanned = blocks.blockRange(holding: numbers)
            let matches = try plan.map {
                try MatchingSpans($0, in: blocks, scanned: scanned, isCancelled: isCancelled).rows
            }
            var rows: [(block: UInt32, row: UInt32)] = []
            var found: [UInt64] = []
            search: for block in scanned.reversed() {
                let first = blocks.rowRange(of: block).lowerBound
                let id = blocks.id(of: block)
                for number in blocks.rowRange(of: block).clamped(to: numbers).reversed() {
                    guard found.count < limit else { break search }
                    let row = Int(number - first)
                    guard matches?[block][row] ?? true else { continue }
                    rows.append((id, UInt32(row)))
                    found.append(number)
                }
            }
            found.reverse()
            rows.reverse()
            return StoredRows(numbers: found) { [reader, rows] positions in
                let placed = try reader.placedRows(Array(rows[positions]))
                var writer = OTLPWriter(shared: try reader.sharedValues())
                return placed.places.map { place in
                    writer.buffer.removeAll()
                    writer.writeStoredSpan(place, placed)
                    return writer.buffer.bytes
                }
            }
        }
    }

    /// More traces at a time are found by a pass over all that the store has.
    private static let lookupCountMax = 4096

    /// Finds log records by when they were stored.
    ///
    /// - Parameter query: Which records; of its limit the newest. Its order and context do not count.
    /// - Returns: The records.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(log records), over the columns that the conditions name, of the blocks that
    ///   hold them.
    package func storedLogRecords(_ query: LogQuery) throws(DossierError) -> StoredRows {
        var query = query
        query.order = .newest
        query.contextCount = 0
        return try translatingErrors { [query] in
            let listed = try foundLogRecords(query, in: reader)
            let blocks = Dictionary(
                try reader.blocks(of: .logRecord).map { ($0.id, $0.firstRow) },
                uniquingKeysWith: { first, _ in first }
            )
            let numbered = listed.records.map { record in
                (number: (blocks[record.block] ?? 0) + UInt64(record.row), record: record)
            }
            .sorted { $0.number < $1.number }
            let found = listed.reordered(numbered.map(\.record))
            return StoredRows(numbers: numbered.map(\.number)) { [reader] positions in
                let placed = try reader.logRows(of: found.records[positions])
                let changes = try found.changes(of: positions)
                var writer = OTLPWriter(shared: try reader.sharedValues())
                return zip(placed.places, changes).map { place, change in
                    writer.buffer.removeAll()
                    writer.writePlacedLog(place.row, of: placed.sets[place.set], nil, change)
                    return writer.buffer.bytes
                }
            }
        }
    }
}

extension OTLPWriter {
    fileprivate mutating func writeStoredSpan(_ place: RowPlace, _ rows: PlacedRows) {
        buffer.beginObject()
        writeSpanMembers(place.row, of: rows.sets[place.set])
        writeOrigin(
            resource: rows.word(SpanColumn.resource, at: place),
            scope: rows.word(SpanColumn.scope, at: place)
        )
        buffer.endObject()
    }
}
