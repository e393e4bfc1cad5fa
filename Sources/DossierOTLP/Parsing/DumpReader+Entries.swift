internal import DossierColumns

/// A `ResourceSpans`, `ResourceLogs` or `ResourceMetrics` while it is read.
struct Entry {
    let offset: UInt64
    /// How many rows there were before it.
    var rows: RowCounts
    var resource: SharedFields?
    /// How many elements of the value came before it.
    var elementCount: UInt64
    var schemaURL: [UInt8] = []
    var isUsed = false
    /// Whether its items are delivered without a resource until one comes.
    var isResourceAssumed = false
}

/// A `ScopeSpans`, `ScopeLogs` or `ScopeMetrics` while it is read.
struct ScopeEntry {
    let offset: UInt64
    /// What there was before it.
    var rows: RowCounts
    let elementCount: UInt64
    var emptyMetricCount: Int
    var originCount: Int
    var fields: SharedFields?
    /// What the rows get that are delivered before the scope is known.
    var assumedFields: SharedFields?
    var schemaURL: [UInt8] = []
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

    mutating func beginArray() throws(ValueStop) -> Bool {
        let byte = try peek()
        if byte != UInt8(ascii: "["), byte != UInt8(ascii: "n") {
            try rejectElement("expected an array")
            return false
        }
        return try whole { (reader) throws(ReadFailure) in try reader.scanner.beginArray() }
    }

    private mutating func entry() throws(ValueStop) {
        var entry = Entry(
            offset: offset,
            rows: elements.rowCounts,
            elementCount: elementCount
        )
        entry.isUsed = true
        pins.append(entry.offset)
        elements.scanner.position += 1
        var isFirst = true
        do {
            while let member = try nextMember(&isFirst) { try entryMember(member, &entry) }
        } catch {
            guard let reason = invalidity(error, from: entry.offset), entry.offset >= firstOffset
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

    /// The reason of a failure that costs only the enclosing entry, or scope, which starts at an
    /// offset; nil for any other.
    private func invalidity(_ stop: ValueStop, from start: UInt64) -> String? {
        if isTooLong(stop), pins.contains(start), isFirstPin(start) {
            return tooLongReason("an entry up to its resource or scope")
        }
        guard case .failure(let failure) = stop, failure.kind == .invalid else { return nil }
        return "\(failure.reason) at byte \(firstOffset + UInt64(failure.position))"
    }

    /// Sets aside the value that starts at an offset which is still in the window.
    private mutating func rejectWhole(from start: UInt64, _ reason: String) throws(ValueStop) {
        elements.scanner.position = position(of: start)
        unpin(start)
        try rejectElement(reason)
    }

    mutating func entryMember(_ member: Key, _ entry: inout Entry) throws(ValueStop) {
        switch member {
        case .resource:
            let start = offset
            let resource = try whole { (reader) throws(ReadFailure) in try reader.shared(.resource)
            }
            entry.resource = resource ?? SharedFields()
            unpin(entry.offset)
            if entry.isResourceAssumed { rejectLateResource(from: start, of: entry) }
        case .schemaURL:
            try refuseRequest()
            entry.schemaURL = try whole { (reader) throws(ReadFailure) in try reader.schemaURL() }
        case .scopeSpans, .scopeLogs, .scopeMetrics:
            entry.isUsed = true
            guard try beginArray() else { return }
            var isFirst = true
            while try nextElement(&isFirst) {
                guard try peek() == UInt8(ascii: "{") else {
                    try rejectElement("expected an object with a scope and its items")
                    continue
                }
                try scopeEntry(&entry)
            }
        default: try skip(member)
        }
    }

    private mutating func unpin(_ offset: UInt64) {
        pins.removeAll { $0 == offset }
    }

    /// Gives the rows of an entry their resource, and its data points their series.
    mutating func finish(_ entry: consuming Entry, isCut: Bool = false) {
        unpin(entry.offset)
        let fields = entry.resource ?? SharedFields()
        if entry.elementCount < elementsToSkip {
            resourceAmendment = amendment(
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
    /// known, else they go with the part that is set aside.
    mutating func abandon(_ entry: consuming Entry, _ stop: ValueStop) {
        if entry.resource != nil {
            finish(entry, isCut: isCut(stop))
        } else {
            elements.truncate(to: entry.rows)
            elements.emptyMetrics.removeAll()
            damageOffset = min(damageOffset ?? entry.offset, entry.offset)
            elementCount = entry.elementCount
        }
    }

    /// Whether more of the input may come behind where a value could not be read on.
    private func isCut(_ stop: ValueStop) -> Bool {
        guard case .failure(let failure) = stop else { return false }
        return failure.kind == .truncated
    }

    private func cutMark(at offset: UInt64) -> CutMark { CutMark(input: number, offset: offset) }

    private func amendment(
        _ kind: SharedAmendment.Kind,
        from storedFields: SharedFields,
        to fields: SharedFields,
        schemaURL: [UInt8],
        _ mark: CutMark
    ) -> SharedAmendment? {
        let stored = storedFields.finish(schemaURL: [], cut: mark)
        let content = fields.finish(schemaURL: schemaURL, cut: mark)
        if stored == content { return nil }
        return SharedAmendment(kind: kind, stored: stored, content: content)
    }

    /// Hands over what became known of rows that were stored when the input had ended early.
    mutating func takeAmendments() {
        if let resourceAmendment { elements.batch.amendments.append(resourceAmendment) }
        if let scopeAmendment { elements.batch.amendments.append(scopeAmendment) }
        resourceAmendment = nil
        scopeAmendment = nil
    }

    private mutating func scopeEntry(_ entry: inout Entry) throws(ValueStop) {
        var scope = ScopeEntry(
            offset: offset,
            rows: elements.rowCounts,
            elementCount: elementCount,
            emptyMetricCount: elements.emptyMetrics.count,
            originCount: elements.origins.count
        )
        pins.append(scope.offset)
        elements.scanner.position += 1
        var isFirst = true
        do {
            while let member = try nextMember(&isFirst) {
                try scopeMember(member, &scope, of: &entry)
            }
        } catch {
            if let reason = invalidity(error, from: scope.offset), scope.offset >= firstOffset {
                takeBack(scope)
                return try rejectWhole(from: scope.offset, reason)
            }
            guard scope.fields != nil else {
                takeBack(scope)
                damageOffset = min(damageOffset ?? scope.offset, scope.offset)
                elementCount = scope.elementCount
                throw error
            }
            finish(scope, isCut: isCut(error))
            throw error
        }
        unpin(scope.offset)
        if scope.elementCount < elementsToSkip {
            let fields = scope.fields ?? SharedFields()
            scopeAmendment = amendment(
                .scope,
                from: scope.assumedFields ?? fields,
                to: fields,
                schemaURL: scope.schemaURL,
                cutMark(at: scope.offset)
            )
        }
        finish(scope)
    }

    private mutating func scopeMember(
        _ member: Key,
        _ scope: inout ScopeEntry,
        of entry: inout Entry
    ) throws(ValueStop) {
        switch member {
        case .scope:
            let fields = try whole { (reader) throws(ReadFailure) in try reader.shared(.scope) }
            scope.fields = fields ?? SharedFields()
            unpin(scope.offset)
        case .schemaURL:
            try refuseRequest()
            scope.schemaURL = try whole { (reader) throws(ReadFailure) in try reader.schemaURL() }
        case .spans: try items(.span, of: &scope, &entry)
        case .logRecords: try items(.logRecord, of: &scope, &entry)
        case .metrics: try items(.metric, of: &scope, &entry)
        default: try skip(member)
        }
    }

    private mutating func takeBack(_ scope: ScopeEntry) {
        elements.truncate(to: scope.rows)
        elements.emptyMetrics.removeLast(elements.emptyMetrics.count - scope.emptyMetricCount)
    }

    /// Gives the rows of a scope their scope.
    private mutating func finish(_ scope: ScopeEntry, isCut: Bool = false) {
        let code = elements.code(
            of: .scope,
            scope.fields ?? SharedFields(),
            schemaURL: scope.schemaURL,
            cut: isCut && scope.schemaURL.isEmpty ? cutMark(at: scope.offset) : nil
        )
        elements.batch.spans.fill(
            SpanColumn.scope,
            rows: scope.rows.spans..<elements.batch.spans.rowCount,
            with: UInt64(code)
        )
        elements.batch.logRecords.fill(
            LogRecordColumn.scope,
            rows: scope.rows.logRecords..<elements.batch.logRecords.rowCount,
            with: UInt64(code)
        )
        for index in scope.originCount..<elements.origins.count {
            elements.origins[index].scope = code
        }
        for index in scope.emptyMetricCount..<elements.emptyMetrics.count {
            elements.emptyMetrics[index].scope = code
        }
    }

    /// Goes on without a resource or scope that has not come yet, so that the items of its entry need
    /// not be held any longer: most likely it has none.
    ///
    /// A scope that comes after all is amended.
    mutating func assumeNone(_ scope: inout ScopeEntry, of entry: inout Entry) {
        if scope.fields == nil {
            scope.fields = SharedFields()
            scope.assumedFields = SharedFields()
            unpin(scope.offset)
        }
        if entry.resource == nil {
            entry.resource = SharedFields()
            entry.isResourceAssumed = true
            unpin(entry.offset)
        }
    }

    /// Sets aside a resource that was read from `start` on if items were delivered without it.
    private mutating func rejectLateResource(from start: UInt64, of entry: Entry) {
        // Where more elements than so far are stored already, this is, too.
        guard entry.elementCount < elementsToSkip, elementsToSkip <= elementCount else { return }
        rejectRange(
            from: start,
            to: offset,
            reason: "the resource of the entry at byte \(entry.offset) comes behind more than"
                + " \(heldByteLimit >> 20) MiB of items, the first"
                + " \(elementsToSkip - entry.elementCount) of which are stored without it: move"
                + " it to their front in the dump and ingest that into a new store"
        )
    }

    /// Delivers a full batch inside a value, so that a value may be larger than memory.
    ///
    /// The entry and the scope are ended as if the input were cut here; what their ends add to them
    /// is amended. Waits until resource and scope are known, or assumed.
    mutating func deliverPart(
        _ scope: inout ScopeEntry,
        of entry: inout Entry
    ) throws(DumpStop) {
        guard entry.resource != nil, scope.fields != nil, embeddedIn == nil else { return }
        // All parts get the same, so that one amendment finds them.
        var assumedScope = scope
        if let assumed = scope.assumedFields {
            assumedScope.fields = assumed
            assumedScope.schemaURL = []
        }
        finish(assumedScope, isCut: true)
        finish(entry, isCut: true)
        try waitForTurn()
        takeAmendments()
        takePendingRejections()
        recordProgress(byteOffset: valueOffset, elementCount: elementCount, isFinished: false)
        try deliverBatch()
        elementsToSkip = elementCount
        entry.rows = elements.rowCounts
        scope.rows = elements.rowCounts
        scope.emptyMetricCount = 0
        scope.originCount = 0
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
            let number = UInt64(batch.series(key))
            batch.dataPoints.set(DataPointColumn.series, row: origin.row, number)
        }
        origins.removeLast(origins.count - first)
        if emptyMetrics.isEmpty { return }
        let attributes = emptyAttributes()
        for (scope, metric) in emptyMetrics {
            _ = batch.series(
                SeriesKey(resource: resource, scope: scope, metric: metric, attributes: attributes)
            )
        }
        emptyMetrics.removeAll(keepingCapacity: true)
    }
}
