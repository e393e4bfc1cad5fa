internal import DossierColumns

/// A `ScopeSpans`, `ScopeLogs` or `ScopeMetrics` while it is read.
struct ScopeEntry {
    let offset: UInt64
    /// How many rows there were before it.
    var rows: RowCounts
    /// How many elements of the value came before it.
    let elementCount: UInt64
    /// How many metrics without points there were before it.
    var emptyMetricCount: Int
    /// How many data points without a series there were before it.
    var originCount: Int
    var fields: SharedFields?
    /// What rows get that are delivered before the scope is known.
    var assumedFields: SharedFields?
    var schemaURL: [UInt8] = []
    var hasItems = false
    /// Members that it does not have, as long as it has no items.
    var others = UnknownMembers()
}

extension DumpReader {
    mutating func scopeEntry(_ entry: inout ResourceEntry) throws(ValueStop) {
        var scope = ScopeEntry(
            offset: offset,
            rows: elements.rowCounts,
            elementCount: progress.elementCount,
            emptyMetricCount: elements.emptyMetrics.count,
            originCount: elements.origins.count
        )
        window.pin(scope.offset)
        elements.scanner.position += 1
        var isFirst = true
        do {
            while let member = try nextMember(&isFirst) {
                try scopeMember(member, &scope, of: &entry)
            }
        } catch {
            if let reason = rejectionReason(error, from: scope.offset),
                scope.offset >= window.firstOffset
            {
                undo(scope)
                return try rejectWhole(from: scope.offset, reason)
            }
            guard scope.fields != nil else {
                undo(scope)
                progress.damage(from: scope.offset, elementCount: scope.elementCount)
                throw error
            }
            finish(scope, isCut: error.isTruncation)
            throw error
        }
        window.unpin(scope.offset)
        if scope.elementCount < progress.storedElementCount {
            let fields = scope.fields ?? SharedFields()
            amendments.note(
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
        _ member: JSONKey,
        _ scope: inout ScopeEntry,
        of entry: inout ResourceEntry
    ) throws(ValueStop) {
        switch member {
        case .scope:
            let fields = try whole { (reader) throws(ReadFailure) in try reader.shared(.scope) }
            if elements.anomalies.isUnsettled { settleAnomalies() }
            scope.fields = fields ?? SharedFields()
            window.unpin(scope.offset)
        case .schemaURL:
            try refuseRequest()
            scope.schemaURL = try whole { (reader) throws(ReadFailure) in try reader.schemaURL() }
        case .spans:
            scope.hasItems = true
            try items(.span, of: &scope, &entry)
        case .logRecords:
            scope.hasItems = true
            try items(.logRecord, of: &scope, &entry)
        case .metrics:
            scope.hasItems = true
            try items(.metric, of: &scope, &entry)
        default: scope.others.add(try skipNaming(member))
        }
    }

    private mutating func undo(_ scope: ScopeEntry) {
        elements.truncate(to: scope.rows)
        elements.emptyMetrics.removeLast(elements.emptyMetrics.count - scope.emptyMetricCount)
    }

    /// Gives the rows of a scope their scope.
    private mutating func finish(_ scope: ScopeEntry, isCut: Bool = false) {
        if !scope.hasItems, !isCut { note(scope.others) }
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

    /// Continues without a resource or scope that has not come yet, so that the items of its entry
    /// need not be held any longer: most likely it has none.
    ///
    /// If a scope comes after all, the stored rows are amended.
    mutating func assumeNone(_ scope: inout ScopeEntry, of entry: inout ResourceEntry) {
        if scope.fields == nil {
            scope.fields = SharedFields()
            scope.assumedFields = SharedFields()
            window.unpin(scope.offset)
        }
        if entry.resource == nil {
            entry.resource = SharedFields()
            entry.isResourceAssumed = true
            window.unpin(entry.offset)
        }
    }

    /// Delivers a full batch inside a value, which may so be larger than memory.
    ///
    /// The entry and the scope are ended as if the input were cut here, and amended when their ends
    /// are read. Does nothing until resource and scope are known or assumed.
    mutating func deliverPart(
        _ scope: inout ScopeEntry,
        of entry: inout ResourceEntry
    ) throws(DumpStop) {
        guard entry.resource != nil, scope.fields != nil, window.embeddedIn == nil else { return }
        // All parts get the same scope, so that one amendment finds them.
        var assumedScope = scope
        if let assumed = scope.assumedFields {
            assumedScope.fields = assumed
            assumedScope.schemaURL = []
        }
        finish(assumedScope, isCut: true)
        finish(entry, isCut: true)
        try delivery.waitForTurn()
        amendments.move(to: &elements.batch)
        rejections.movePending(to: &elements.batch)
        recordProgress(
            byteOffset: progress.offset,
            elementCount: progress.elementCount,
            isFinished: false
        )
        try deliverBatch()
        progress.storedElementCount = progress.elementCount
        entry.rows = elements.rowCounts
        scope.rows = elements.rowCounts
        scope.emptyMetricCount = 0
        scope.originCount = 0
    }
}
