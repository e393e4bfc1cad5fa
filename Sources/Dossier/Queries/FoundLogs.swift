internal import DossierLogQL
internal import DossierLogQLSyntax
internal import DossierLogView
internal import DossierPrimitives
internal import DossierQuery

/// The log records that a query found.
struct FoundLogs {
    let records: [FoundLogRecord]
    /// How many match, listed or not.
    let matchCount: Int
    /// The LogQL query that found them; nil if there is none.
    private let query: (pipeline: LogPipeline, view: LogView)?
    /// Records of one stream that follow each other; nil if no context was asked for.
    let groups: [Range<Int>]?
    /// Which records are listed because they are next to others; empty if none is.
    private let isContext: [Bool]

    init(
        records: [FoundLogRecord],
        matchCount: Int,
        query: (pipeline: LogPipeline, view: LogView)? = nil
    ) {
        self.records = records
        self.matchCount = matchCount
        self.query = query
        groups = nil
        isContext = []
    }

    /// The same records, without what is around them, in another order.
    func reordered(_ records: [FoundLogRecord]) -> FoundLogs {
        FoundLogs(records: records, matchCount: matchCount, query: query)
    }

    /// The records among those around them.
    init(_ found: FoundLogs, within surroundings: [[FoundLogRecord]]) {
        let known = Dictionary(
            found.records.map { ($0.withoutMention, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let all = surroundings.flatMap(\.self)
        records = all.map { known[$0] ?? $0 }
        isContext = all.map { known[$0] == nil }
        var ranges: [Range<Int>] = []
        for group in surroundings {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<(start + group.count))
        }
        groups = ranges
        matchCount = found.matchCount
        query = found.query
    }

    /// Whether a record is listed because it is next to others.
    func isContext(at position: Int) -> Bool {
        isContext.indices.contains(position) && isContext[position]
    }

    /// The number of the group of a record; nil if no context was asked for.
    func group(of position: Int) -> Int? {
        groups.map { groups in
            groups.indices.partitioningIndex { groups[$0].upperBound > position }
        }
    }

    /// What stages made of some of the records; nil where they made nothing, and of records that are
    /// listed because they are next to others.
    func changes(of positions: Range<Int>) throws -> [LogChange?] {
        guard let query, query.pipeline.changesEntries else {
            return [LogChange?](repeating: nil, count: positions.count)
        }
        let changesLines = query.pipeline.changesLines
        let entries = try query.view.entries(
            of: Array(records[positions]),
            query.pipeline.stages
        )
        return zip(positions, entries).map { position, entry in
            guard !isContext(at: position), changesLines || !entry.parsed.isEmpty else {
                return nil
            }
            return LogChange(line: changesLines ? entry.line : nil, labels: entry.parsed)
        }
    }

    /// What stages made of all records.
    func entries() throws -> [FoundEntry] {
        guard let query else { return [] }
        return try query.view.entries(of: records, query.pipeline.stages)
    }
}

/// What stages made of a log record.
struct LogChange {
    /// Nil if the text is as it was.
    let line: [UInt8]?
    /// Those that were set.
    let labels: [StoredEntry.Label]
}

extension LogPipeline {
    /// Whether stages may change the text.
    fileprivate var changesLines: Bool {
        stages.contains { stage in
            switch stage {
            case .lineFormat, .unpack, .decolorize: true
            default: false
            }
        }
    }

    /// Whether stages may change texts, or set labels.
    fileprivate var changesEntries: Bool {
        stages.contains { stage in
            switch stage {
            // Comparisons of numbers set an error where a label has none.
            case .lineFilter, .labelFilter(.matches): false
            default: true
            }
        }
    }
}
