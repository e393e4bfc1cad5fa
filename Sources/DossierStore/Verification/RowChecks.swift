import DossierColumns

/// What the words of a block may refer to.
struct ReferenceLimits {
    var resources: Int
    var scopes: Int
    var metrics: Int
    var series: UInt64
    var dataPoints: UInt64

    init(_ catalogue: Catalogue) {
        resources = catalogue.shared.resources.count
        scopes = catalogue.shared.scopes.count
        metrics = catalogue.shared.metrics.count
        series = catalogue[rowCount: .series]
        dataPoints = catalogue[rowCount: .dataPoint]
    }
}

/// Checks decoded rows of a block against the rules of the format.
struct RowChecks {
    let block: BlockInfo
    let rows: RowSet
    let limits: ReferenceLimits

    /// What is wrong, in words.
    func problems() -> [String] {
        var problems: [String] = []
        let batch = rows.rows
        for (field, words) in zip(batch.table.columns, batch.columns) {
            guard words.count == batch.rowCount else {
                problems.append("column \(field) has \(words.count) of \(batch.rowCount) values")
                return problems
            }
            if let limit = limit(of: field), let word = words.first(where: { $0 >= limit }) {
                problems.append(
                    "column \(field) refers to number \(word), but there are only \(limit)"
                )
            }
        }
        for child in rows.children.values.sorted(by: { $0.table.rawValue < $1.table.rawValue }) {
            problems += childProblems(child)
        }
        problems += orderProblems()
        if knownTimes.range != block.timeRange {
            problems.append("the times of the rows do not match the block")
        }
        return problems
    }

    private func limit(of field: Field) -> UInt64? {
        switch field {
        case .resource: UInt64(limits.resources)
        case .scope: UInt64(limits.scopes)
        case .metric: UInt64(limits.metrics)
        case .series: limits.series
        case .point: limits.dataPoints
        default: nil
        }
    }

    private func childProblems(_ child: TableBatch) -> [String] {
        guard let index = child.table.index(of: .parentRow) else { return [] }
        let parents = child.columns[index]
        if let parent = parents.first(where: { $0 >= UInt64(block.rowCount) }) {
            return ["\(child.table.plural) refer to row \(parent), which the block does not have"]
        }
        return isSorted(parents)
            ? [] : ["\(child.table.plural) are not in the order of their spans"]
    }

    private func orderProblems() -> [String] {
        let columns = rows.rows.columns
        switch block.table {
        case .dataPoint:
            let series = columns[DataPointColumn.series]
            return isSorted(series) && isSorted(times, within: series)
                ? [] : ["data points are not ordered by series and time"]
        case .span, .logRecord, .exemplar:
            // The trace is the first column of all three.
            return traceProblems(columns[SpanColumn.trace])
        default:
            return []
        }
    }

    private func traceProblems(_ words: [UInt64]) -> [String] {
        var ended: Set<UInt64> = []
        for row in words.indices.dropFirst() where words[row] != words[row - 1] {
            if words[row - 1] == noTrace { return ["rows of a trace follow rows without a trace"] }
            ended.insert(words[row - 1])
            if ended.contains(words[row]) { return ["the rows of a trace are not adjacent"] }
        }
        return isSorted(times, within: words) ? [] : ["rows are not ordered by time"]
    }

    /// The times that rows are sorted by.
    private var times: [UInt64] {
        if block.table == .logRecord { return effectiveTimes(of: rows.rows) }
        guard let index = block.table.timeField.flatMap({ block.table.index(of: $0) }) else {
            return []
        }
        return rows.rows.columns[index]
    }

    private var knownTimes: KnownTimes {
        var known = KnownTimes()
        for time in times { known.add(time) }
        if block.table == .span {
            for time in rows.rows.columns[SpanColumn.endTime] { known.add(time) }
        }
        return known
    }

    private func isSorted(_ words: [UInt64]) -> Bool {
        words.indices.dropFirst().allSatisfy { words[$0 - 1] <= words[$0] }
    }

    /// Whether `words` ascend in every run of equal groups.
    private func isSorted(_ words: [UInt64], within groups: [UInt64]) -> Bool {
        words.indices.dropFirst().allSatisfy {
            groups[$0 - 1] != groups[$0] || words[$0 - 1] <= words[$0]
        }
    }
}
