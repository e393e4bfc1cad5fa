import DossierBlocks
import DossierColumns

extension CommitEncoder {
    mutating func encodeSpans() throws(StoreError) {
        if batch.spans.isEmpty { return }
        let groups = traceGroups(batch.spans.columns[SpanColumn.trace])
        let order = clusteredOrder(
            groups: groups,
            groupCount: ranks.count + 1,
            times: batch.spans.columns[SpanColumn.startTime]
        )
        let spanIDs = spanIDKnowledge(order)
        let slotIDs = try catalogue.mapShapes(&batch.spans, path: path)
        let children = try takeChildren(below: order)
        var textBytes = inOrder(batch.spans.slotTextBytes(batch.strings), order[...])
        for child in children { child.addTextBytes(batch.strings, to: &textBytes) }
        let ranges = blockRanges(
            rowCount: order.count,
            groups: inOrder(groups, order[...]),
            loose: UInt32(ranks.count),
            textBytes: textBytes,
            limit: BlockLimit(.span)
        )
        let hasParentText = batch.spans.rowsWithParentText()
        let childBlocks = children.map { $0.blocks(below: ranges) }
        let blocks = encodeBlocks(
            batch.spans,
            order: order,
            ranges,
            slotIDs: slotIDs,
            strings: batch.strings,
            children: ranges.indices.map { index in
                childBlocks.map { $0[index] }.filter { !$0.order.isEmpty }
            }
        )
        for (index, (range, block)) in zip(ranges, blocks).enumerated() {
            var times = KnownTimes()
            for row in order[range] {
                times.add(batch.spans.columns[SpanColumn.startTime][Int(row)])
                times.add(batch.spans.columns[SpanColumn.endTime][Int(row)])
            }
            let id = try add(
                block,
                times: times.range,
                eventCount: childBlocks[0][index].order.count,
                linkCount: childBlocks[1][index].order.count
            )
            noteTraces(of: order[range], block: id, hasParentText: hasParentText, spanIDs)
            addMentions(of: childBlocks[1][index], block: id)
        }
    }

    /// By trace, what is known of the ids of its spans, which are in this order.
    private func spanIDKnowledge(_ order: [UInt32]) -> [SpanIDKnowledge] {
        let words = inOrder(batch.spans.columns[SpanColumn.trace], order[...])
        let ids = inOrder(batch.spans.columns[SpanColumn.spanID], order[...])
        let set = RowSet(
            rows: batch.spans,
            children: [.spanEvent: batch.spanEvents, .spanLink: batch.spanLinks],
            strings: batch.strings,
            traces: batch.traces
        )
        var known = [SpanIDKnowledge](repeating: .none, count: batch.traces.count)
        var comparison = SpanIDComparison()
        var start = 0
        while start < words.count, words[start] != noTrace {
            var end = start + 1
            while end < words.count, words[end] == words[start] { end += 1 }
            known[Int(words[start])] = comparison.knowledge(of: start..<end, ids: ids) {
                set.isEqual(span: Int(order[$0]), to: set, Int(order[$1]))
            }
            start = end
        }
        return known
    }

    mutating func encodeLogRecords(times: [UInt64]) throws(StoreError) {
        let groups = traceGroups(batch.logRecords.columns[LogRecordColumn.trace])
        let order = clusteredOrder(groups: groups, groupCount: ranks.count + 1, times: times)
        try encode(
            batch.logRecords,
            strings: batch.strings,
            order: order,
            groups: inOrder(groups, order[...]),
            times: times,
            trace: LogRecordColumn.trace
        )
    }

    mutating func encode(_ series: SeriesRows) throws(StoreError) {
        let count = catalogue[rowCount: .series] + UInt64(series.rows.rowCount)
        guard count < UInt64(UInt32.max) else {
            throw StoreError(.tooManyRows(.series), path: path)
        }
        try encode(
            series.rows,
            strings: series.strings,
            order: Array(0..<UInt32(series.rows.rowCount)),
            times: [],
            trace: SeriesColumn.trace
        )
    }

    mutating func encodeDataPoints() throws(StoreError) {
        if batch.dataPoints.isEmpty { return }
        let times = batch.dataPoints.columns[DataPointColumn.time]
        let seriesRanks = ranksOfSeries()
        let groups = batch.dataPoints.columns[DataPointColumn.series].map { seriesRanks[Int($0)] }
        let order = clusteredOrder(groups: groups, groupCount: seriesRanks.count, times: times)
        let numbers = seriesNumbers
        batch.dataPoints.mapColumn(DataPointColumn.series) { UInt64(numbers[Int($0)]) }

        let firstRow = catalogue[rowCount: .dataPoint]
        var storedRows = [UInt64](repeating: 0, count: order.count)
        for (position, row) in order.enumerated() {
            storedRows[Int(row)] = firstRow + UInt64(position)
        }
        batch.exemplars.mapColumn(ExemplarColumn.point) { storedRows[Int($0)] }
        try encode(
            batch.dataPoints,
            strings: batch.strings,
            order: order,
            times: times,
            trace: nil
        )
    }

    mutating func encodeExemplars() throws(StoreError) {
        let times = batch.exemplars.columns[ExemplarColumn.time]
        let groups = traceGroups(batch.exemplars.columns[ExemplarColumn.trace])
        let order = clusteredOrder(groups: groups, groupCount: ranks.count + 1, times: times)
        try encode(
            batch.exemplars,
            strings: batch.strings,
            order: order,
            groups: inOrder(groups, order[...]),
            times: times,
            trace: ExemplarColumn.trace
        )
    }

    /// The group of each row: the rank of its trace, or after all of them.
    private func traceGroups(_ words: [UInt64]) -> [UInt32] {
        words.map { $0 == noTrace ? UInt32(ranks.count) : ranks[Int($0)] }
    }

    /// The rank of each series of the batch by the file's numbers.
    private func ranksOfSeries() -> [UInt32] {
        let sorted = seriesNumbers.indices.sorted { seriesNumbers[$0] < seriesNumbers[$1] }
        var ranks = [UInt32](repeating: 0, count: sorted.count)
        for (rank, series) in sorted.enumerated() { ranks[series] = UInt32(rank) }
        return ranks
    }

    private mutating func takeChildren(below order: [UInt32]) throws(StoreError) -> [ChildRows] {
        let eventSlotIDs = try catalogue.mapShapes(&batch.spanEvents, path: path)
        let linkSlotIDs = try catalogue.mapShapes(&batch.spanLinks, path: path)
        defer {
            batch.spanEvents = TableBatch(.spanEvent)
            batch.spanLinks = TableBatch(.spanLink)
        }
        return [
            ChildRows(batch.spanEvents, below: order, slotIDs: eventSlotIDs),
            ChildRows(batch.spanLinks, below: order, slotIDs: linkSlotIDs),
        ]
    }

    /// Adds the spans of a block to the changes of their traces.
    private mutating func noteTraces(
        of order: ArraySlice<UInt32>,
        block: UInt32,
        hasParentText: Set<Int>,
        _ spanIDs: [SpanIDKnowledge]
    ) {
        let columns = batch.spans.columns
        let rows = Array(order)
        let facts = SpanFacts(
            starts: inOrder(columns[SpanColumn.startTime], order),
            ends: inOrder(columns[SpanColumn.endTime], order),
            statusCodes: inOrder(columns[SpanColumn.statusCode], order),
            parentSpanIDs: inOrder(columns[SpanColumn.parentSpanID], order),
            hasParentText: hasParentText.isEmpty
                ? [] : Set(rows.indices.filter { hasParentText.contains(Int(rows[$0])) })
        )
        let runs = commit.changes.addRuns(
            block: block,
            table: .span,
            words: inOrder(columns[SpanColumn.trace], order),
            spanIDs: { trace, _ in spanIDs[trace] }
        )
        for run in runs {
            var (change, rootRow) = facts.change(of: run.rows)
            if let rootRow, change.isRootEarlier(than: commit.changes.changes[run.trace].root) {
                let row = Int(rows[rootRow])
                change.root?.number = rootNumber(
                    resource: columns[SpanColumn.resource][row],
                    name: columns[SpanColumn.name][row]
                )
            }
            commit.changes.changes[run.trace].add(change)
        }
    }

    private mutating func rootNumber(resource: UInt64, name: UInt64) -> UInt32 {
        let key = resource << 32 | name
        if let number = roots[key] { return number }
        let service = catalogue.serviceNames[Int(resource)]
        let number = catalogue.roots.intern(
            service: service,
            name: batch.strings[UInt32(name)]
        )
        roots[key] = number
        return number
    }
}

/// The time of each log record, or if that is missing, when it was observed.
func effectiveTimes(of logRecords: TableBatch) -> [UInt64] {
    let times = logRecords.columns[LogRecordColumn.time]
    let observed = logRecords.columns[LogRecordColumn.observedTime]
    return zip(times, observed).map { $0 == 0 ? $1 : $0 }
}
