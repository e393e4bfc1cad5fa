internal import DossierLogQL
internal import DossierPrimitives
internal import DossierQuery

/// The log records that a query found.
struct FoundLogs {
    var records: [FoundLogRecord]
    /// What the stages of a LogQL expression made of each record, nil of those that are listed
    /// because they are next to others; empty if there is none.
    var entries: [FoundEntry?] = []
    /// Whether stages may have changed texts.
    var changesLines = false
    /// How many match, listed or not.
    let matchCount: Int
    /// Records of one stream that follow each other; nil if no context was asked for.
    private(set) var groups: [Range<Int>]?
    /// Which records are listed because they are next to others; empty if none is.
    private var isContext: [Bool] = []

    init(
        records: [FoundLogRecord],
        entries: [FoundEntry?] = [],
        changesLines: Bool = false,
        matchCount: Int
    ) {
        self.records = records
        self.entries = entries
        self.changesLines = changesLines
        self.matchCount = matchCount
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

    /// What stages made of a record; nil if nothing.
    func change(at position: Int) -> LogChange? {
        guard entries.indices.contains(position), let entry = entries[position],
            changesLines || !entry.parsed.isEmpty
        else { return nil }
        return LogChange(line: changesLines ? entry.line : nil, labels: entry.parsed)
    }

    /// The records among those around them.
    func within(_ surroundings: [[FoundLogRecord]]) -> FoundLogs {
        var places: [FoundLogRecord: Int] = [:]
        for (index, record) in records.enumerated() { places[record.withoutMention] = index }
        var all = FoundLogs(records: [], changesLines: changesLines, matchCount: matchCount)
        var ranges: [Range<Int>] = []
        for group in surroundings {
            for record in group {
                let place = places[record]
                all.records.append(place.map { records[$0] } ?? record)
                all.isContext.append(place == nil)
                if !entries.isEmpty { all.entries.append(place.flatMap { entries[$0] }) }
            }
            ranges.append((all.records.count - group.count)..<all.records.count)
        }
        all.groups = ranges
        return all
    }
}

/// What stages made of a log record.
struct LogChange {
    /// Nil if the text is as it was.
    let line: [UInt8]?
    /// Those that were set.
    let labels: [StoredEntry.Label]
}
