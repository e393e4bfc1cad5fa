import DossierBlocks
package import DossierColumns
package import DossierStore

/// Which log records to find.
///
/// Every condition that is set has to hold.
package struct LogCondition: Sendable {
    /// The trace that a record belongs to.
    ///
    /// Also finds records without a trace id that name the trace in an attribute or in their body.
    package var trace: TraceID?
    /// The first nanosecond; times are those of the record, or observed times where that is 0.
    package var since: UInt64?
    /// The nanosecond after the last one.
    package var until: UInt64?
    /// The lowest severity number.
    ///
    /// Records without a number have that of the level that their severity text names.
    package var severityMin: Int64?
    package var service: [UInt8]?
    /// The numbers of records in the order in which they were stored, from 0 on; nil for all.
    package var storedRows: Range<UInt64>?
    package var texts: [TextMatch] = []
    /// Where the texts have to be.
    package var place = LogTextPlace.body
    /// What a query language makes of a record; nil if there is none.
    package var predicate: (@Sendable (PredicateCatalogue) throws -> Predicate)?
    /// Of some records of a block, those that are wanted; nil if all are.
    ///
    /// It is asked last.
    package var filter: (@Sendable (BlockInfo, _ among: RowBits) throws -> RowBits)?

    package init() {}
}

/// The parts of a log record in which text is looked for.
package enum LogTextPlace: Sendable {
    case body
    /// The keys and values of attributes, and the name of the event.
    case attributes
    /// Both.
    case all
}

/// Finds log records: reads the columns that the conditions name, in the blocks that may hold such
/// records.
package struct LogScan: Sendable {
    let condition: LogCondition
    let reader: StoreReader
    private let parts: [Part]
    /// Whether records of each resource are wanted; nil if of all.
    private let resources: [Bool]?
    /// The predicate, ready for blocks.
    private let predicate: (compiled: CompiledPredicate, catalogue: PredicateCatalogue)?

    /// Rows of a block that may match.
    private struct Part: Sendable {
        let block: BlockInfo
        let rows: [Range<Int>]
        /// By row, the slot that names the trace that is asked for.
        var mentions: [Int: UInt32] = [:]

        /// The rows that have some numbers in the table; nil if none has.
        func clamped(to wanted: Range<UInt64>) -> Part? {
            let own = wanted.clamped(to: block.rowRange)
            guard !own.isEmpty else { return nil }
            let (first, end) = (own.lowerBound - block.firstRow, own.upperBound - block.firstRow)
            let left = rows.map { $0.clamped(to: Int(first)..<Int(end)) }
            return Part(block: block, rows: left, mentions: mentions)
        }
    }

    package init(_ condition: LogCondition, in reader: StoreReader) throws {
        self.condition = condition
        self.reader = reader
        resources = try condition.service.map { service in
            try reader.serviceNameBytes().map { $0 == service }
        }
        guard resources?.contains(true) ?? true else {
            (parts, predicate) = ([], nil)
            return
        }
        var parts: [Part] = []
        if let trace = condition.trace {
            let locations = try reader.trace(trace)?.locations ?? []
            for location in locations where location.table == .logRecord {
                for block in try reader.blocks(ids: [location.block]) {
                    let rows = location.rows.clamped(to: 0..<block.rowCount)
                    parts.append(Part(block: block, rows: [rows]))
                }
            }
            for mention in try reader.mentions(of: trace) where mention.block.table == .logRecord {
                parts.append(
                    Part(
                        block: mention.block,
                        rows: mention.rows.map { $0..<($0 + 1) },
                        mentions: Dictionary(
                            zip(mention.rows, mention.slots),
                            uniquingKeysWith: { first, _ in first }
                        )
                    )
                )
            }
        } else {
            parts = try reader.blocks(of: .logRecord).map {
                Part(block: $0, rows: [0..<$0.rowCount])
            }
        }
        if let rows = condition.storedRows { parts = parts.compactMap { $0.clamped(to: rows) } }
        predicate = try condition.predicate.map { predicate in
            let catalogue = try PredicateCatalogue(reader)
            let compiled = CompiledPredicate(
                try predicate(catalogue),
                on: .logRecord,
                in: catalogue
            )
            return (compiled, catalogue)
        }
        let isNever = predicate?.compiled.isNever ?? false
        self.parts = isNever ? [] : parts.filter { Self.mayMatch($0.block, condition) }
    }

    /// Whether the block's times allow for matches.
    private static func mayMatch(_ block: BlockInfo, _ condition: LogCondition) -> Bool {
        guard condition.since != nil || condition.until != nil else { return true }
        guard let times = block.timeRange else { return false }
        return times.upperBound >= condition.since ?? 0
            && times.lowerBound < condition.until ?? .max
    }

    /// How many records match.
    package func count() throws -> Int {
        try parallelMap(parts) { part in
            try rows(of: part).count
        }
        .reduce(0, +)
    }

    /// The first records in an order, and how many match.
    ///
    /// Keeps a few times `limit` records in memory, and those of eight blocks.
    package func first(
        _ limit: Int,
        in order: LogOrder = .oldestFirst
    ) throws -> (records: [FoundLogRecord], matchCount: Int) {
        var matchCount = 0
        var found: [FoundLogRecord] = []
        // Room that is not used costs nothing, growing would take twice as much.
        let rowCount = parts.reduce(0) { $0 + $1.block.rowCount }
        found.reserveCapacity(limit < rowCount / 8 ? limit : rowCount)
        for start in stride(from: 0, to: parts.count, by: Self.stepCount) {
            let some = Array(parts[start..<min(start + Self.stepCount, parts.count)])
            for records in try parallelMap(some, { try records(of: $0) }) {
                matchCount += records.count
                found += records
                if found.count / 4 > limit { Self.keepFirst(limit, of: &found, order) }
            }
        }
        Self.keepFirst(limit, of: &found, order)
        return (found, matchCount)
    }

    /// So many parts are looked at before some of what was found is dropped.
    private static let stepCount = 8

    private func records(of part: Part) throws -> [FoundLogRecord] {
        let rows = try rows(of: part)
        guard !rows.isEmpty else { return [] }
        let times = try times(of: part.block)
        return rows.map { row in
            FoundLogRecord(
                block: part.block.id,
                row: row,
                time: times[Int(row)],
                mention: part.mentions[Int(row)]
            )
        }
    }

    private static func keepFirst(
        _ limit: Int,
        of found: inout [FoundLogRecord],
        _ order: LogOrder
    ) {
        order.sort(&found)
        if found.count > limit { found.removeLast(found.count - limit) }
    }

    /// The records of a block that match.
    package func rows(of block: BlockInfo) throws -> RowBits {
        var found = RowBits(rowCount: block.rowCount)
        for part in parts where part.block.id == block.id {
            for row in try rows(of: part) { found.insert(Int(row)) }
        }
        return found
    }

    /// Calls `combine` with what `transform` makes of the matching rows of each block, which are
    /// ascending; block after block, those without matches left out.
    ///
    /// A block comes twice if a trace is asked for that has rows of it and is named by others.
    func forEachBlock<Made: Sendable>(
        _ transform: @escaping @Sendable (BlockInfo, [UInt32]) throws -> Made,
        _ combine: (Made) throws -> Void
    ) throws {
        for start in stride(from: 0, to: parts.count, by: Self.stepCount) {
            let some = Array(parts[start..<min(start + Self.stepCount, parts.count)])
            let made = try parallelMap(some) { part in
                let rows = try rows(of: part)
                return rows.isEmpty ? nil : try transform(part.block, rows)
            }
            for made in made { if let made { try combine(made) } }
        }
    }

    // MARK: - Conditions

    /// The rows of a part that match, ascending.
    private func rows(of part: Part) throws -> [UInt32] {
        var isMatch = [Bool](repeating: false, count: part.block.rowCount)
        for range in part.rows { for row in range { isMatch[row] = true } }
        if let resources {
            let column = try reader.columns([.field(.resource)], of: .logRecord, in: part.block)[0]
            for (row, word) in (column?.words.words ?? []).enumerated() {
                isMatch[row] = isMatch[row] && word < resources.count && resources[Int(word)]
            }
        }
        if condition.since != nil || condition.until != nil {
            let (since, until) = (condition.since ?? 0, condition.until ?? .max)
            for (row, time) in try times(of: part.block).enumerated() {
                isMatch[row] = isMatch[row] && time != 0 && time >= since && time < until
            }
        }
        if let minimum = condition.severityMin {
            for (row, severity) in try severities(of: part.block).enumerated() {
                isMatch[row] = isMatch[row] && severity >= minimum
            }
        }
        for text in condition.texts where isMatch.contains(true) {
            let rows = try rows(of: part.block, matching: text, among: isMatch)
            for row in isMatch.indices { isMatch[row] = isMatch[row] && rows[row] }
        }
        guard isMatch.contains(true) else { return [] }
        var rows = RowBits.filled(isMatch.count) { isMatch[$0] }
        if let (compiled, catalogue) = predicate {
            rows = try compiled.rows(of: BlockColumns(part.block, catalogue), among: rows)
        }
        if let filter = condition.filter, !rows.isEmpty {
            rows = try filter(part.block, rows)
        }
        return rows.rows
    }

    func times(of block: BlockInfo) throws -> [UInt64] {
        let columns = try reader.columns(
            [.field(.time), .field(.observedTime)],
            of: .logRecord,
            in: block
        )
        guard var times = columns[0]?.words.words, let observed = columns[1]?.words else {
            return []
        }
        for row in times.indices where times[row] == 0 { times[row] = observed[row] }
        return times
    }

    func severities(of block: BlockInfo) throws -> [Int64] {
        let columns = try reader.columns([.field(.severityNumber)], of: .logRecord, in: block)
        guard let words = columns[0]?.words.words else { return [] }
        var severities = words.map { Int64(bitPattern: $0) }
        guard severities.contains(0) else { return severities }
        for (rows, column) in try slots(.severityText, of: block) {
            let (codes, strings) = try texts(of: column, rows, block).whole()
            let levels = (0..<strings.count).map { code in
                SeverityLevel(name: strings[UInt32(code)])?.lowestNumber ?? 0
            }
            for (row, code) in zip(rows, codes) where severities[Int(row)] == 0 {
                severities[Int(row)] = levels[Int(code)]
            }
        }
        return severities
    }

    func texts(
        of column: StoredColumn,
        _ rows: [UInt32],
        _ block: BlockInfo
    ) throws -> ColumnTexts {
        guard column.templates != nil else { return ColumnTexts(column) }
        let ids = try reader.columns([.field(.trace), .field(.spanID)], of: .logRecord, in: block)
        return ColumnTexts(column, rows: rows, traces: ids[0], spanIDs: ids[1])
    }

    /// The columns of a field that only some rows have, one of each type, with these rows.
    func slots(
        _ field: Field,
        of block: BlockInfo
    ) throws -> [(rows: [UInt32], column: StoredColumn)] {
        let slots = try reader.shapes(of: .logRecord).slots
        return try slots.indices.filter { slots[$0].field == field }.compactMap { number in
            try reader.slot(UInt32(number), of: .logRecord, in: block)
        }
    }
}
