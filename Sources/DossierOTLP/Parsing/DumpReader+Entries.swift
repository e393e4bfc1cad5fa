internal import DossierColumns

/// A `ResourceSpans`, `ResourceLogs` or `ResourceMetrics` while it is read.
struct ResourceEntry {
    let offset: UInt64
    /// How many rows there were before it.
    var rows: RowCounts
    var resource: SharedFields?
    /// How many elements of the value came before it.
    var elementCount: UInt64
    var schemaURL: [UInt8] = []
    /// Whether it is an entry, and not just an object that may turn out to be one.
    var isUsed = false
    /// Whether its items are delivered without a resource until one comes.
    var isResourceAssumed = false
    var hasScopes = false
    /// Members that it does not have, as long as it has no scopes.
    var others = UnknownMembers()
}

extension DumpReader {
    /// Reads a list of entries; the position is at its bracket.
    mutating func entries() throws(ValueStop) {
        guard try beginArray() else { return }
        var isFirst = true
        while try nextElement(&isFirst) {
            guard try peek() == UInt8(ascii: "{") else {
                try rejectElement("expected an object with a resource and its scopes")
                continue
            }
            try entry()
        }
    }

    private mutating func entry() throws(ValueStop) {
        var entry = ResourceEntry(
            offset: offset,
            rows: elements.rowCounts,
            elementCount: progress.elementCount
        )
        entry.isUsed = true
        window.pin(entry.offset)
        elements.scanner.position += 1
        var isFirst = true
        do {
            while let member = try nextMember(&isFirst) { try entryMember(member, &entry) }
        } catch {
            guard let reason = rejectionReason(error, from: entry.offset),
                entry.offset >= window.firstOffset
            else {
                abandon(entry, error)
                throw error
            }
            elements.truncate(to: entry.rows)
            elements.emptyMetrics.removeAll()
            return try rejectWhole(from: entry.offset, reason)
        }
        finish(entry)
    }

    mutating func entryMember(
        _ member: JSONKey,
        _ entry: inout ResourceEntry
    ) throws(ValueStop) {
        switch member {
        case .resource:
            let start = offset
            let resource = try whole { (reader) throws(ReadFailure) in try reader.shared(.resource)
            }
            if elements.anomalies.isUnsettled { settleAnomalies() }
            entry.resource = resource ?? SharedFields()
            window.unpin(entry.offset)
            if entry.isResourceAssumed { rejectLateResource(from: start, of: entry) }
        case .schemaURL:
            try refuseRequest()
            entry.schemaURL = try whole { (reader) throws(ReadFailure) in try reader.schemaURL() }
        case .scopeSpans, .scopeLogs, .scopeMetrics:
            entry.isUsed = true
            entry.hasScopes = true
            guard try beginArray() else { return }
            var isFirst = true
            while try nextElement(&isFirst) {
                guard try peek() == UInt8(ascii: "{") else {
                    try rejectElement("expected an object with a scope and its items")
                    continue
                }
                try scopeEntry(&entry)
            }
        default: entry.others.add(try skipNaming(member))
        }
    }

    /// Gives the rows of an entry their resource, and its data points their series.
    mutating func finish(_ entry: consuming ResourceEntry, isCut: Bool = false) {
        window.unpin(entry.offset)
        if !entry.hasScopes, !isCut { note(entry.others) }
        let fields = entry.resource ?? SharedFields()
        if entry.elementCount < progress.storedElementCount {
            amendments.note(
                .resource,
                from: fields,
                to: fields,
                schemaURL: entry.schemaURL,
                cutMark(at: entry.offset)
            )
        }
        let code = elements.code(
            of: .resource,
            fields,
            schemaURL: entry.schemaURL,
            cut: isCut && entry.schemaURL.isEmpty ? cutMark(at: entry.offset) : nil
        )
        let rows = entry.rows
        elements.batch.spans.fill(
            SpanColumn.resource,
            rows: rows.spans..<elements.batch.spans.rowCount,
            with: UInt64(code)
        )
        elements.batch.logRecords.fill(
            LogRecordColumn.resource,
            rows: rows.logRecords..<elements.batch.logRecords.rowCount,
            with: UInt64(code)
        )
        elements.resolveSeries(resource: code, firstPoint: rows.dataPoints)
    }

    /// Ends an entry that could not be read to its end: its rows are kept if their resource is
    /// known, else they are part of what is rejected.
    mutating func abandon(_ entry: consuming ResourceEntry, _ stop: ValueStop) {
        if entry.resource != nil {
            finish(entry, isCut: stop.isTruncation)
        } else {
            elements.truncate(to: entry.rows)
            elements.emptyMetrics.removeAll()
            progress.damage(from: entry.offset, elementCount: entry.elementCount)
        }
    }

    func cutMark(at offset: UInt64) -> CutMark { CutMark(input: number, offset: offset) }

    /// Rejects a resource that was read from `start` on if items were delivered without it.
    private mutating func rejectLateResource(from start: UInt64, of entry: ResourceEntry) {
        // If more elements than these are stored, so is the rejected resource.
        guard entry.elementCount < progress.storedElementCount,
            progress.storedElementCount <= progress.elementCount
        else { return }
        rejectRange(
            from: start,
            to: offset,
            reason: "the resource of the entry at byte \(entry.offset) follows more than"
                + " \(window.deferredByteLimit >> 20) MiB of items, and the first"
                + " \(progress.storedElementCount - entry.elementCount) were stored without it;"
                + " move it before the items and ingest the dump into a new store"
        )
    }
}

extension ElementReader {
    /// Numbers the series of the data points from `firstPoint` on, whose resource is now known.
    mutating func resolveSeries(resource: UInt32, firstPoint: Int) {
        let first = origins.firstIndex { $0.row >= firstPoint } ?? origins.count
        for origin in origins[first...] {
            let key = SeriesKey(
                resource: resource,
                scope: origin.scope,
                metric: origin.metric,
                attributes: origin.attributes
            )
            let number = UInt64(batch.content.series(key))
            batch.dataPoints.set(DataPointColumn.series, row: origin.row, number)
        }
        origins.removeLast(origins.count - first)
        if emptyMetrics.isEmpty { return }
        let attributes = emptyAttributes()
        for (scope, metric) in emptyMetrics {
            _ = batch.content.series(
                SeriesKey(resource: resource, scope: scope, metric: metric, attributes: attributes)
            )
        }
        emptyMetrics.removeAll(keepingCapacity: true)
    }
}
