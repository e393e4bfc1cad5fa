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
            guard let reason = invalidity(error), entry.offset >= firstOffset else {
                abandon(entry, error)
                throw error
            }
            elements.truncate(to: entry.rows)
            elements.emptyMetrics.removeAll()
            return try rejectWhole(from: entry.offset, reason)
        }
        finish(entry)
    }

    /// The reason of a failure that costs only the enclosing entry; nil for any other.
    private func invalidity(_ stop: ValueStop) -> String? {
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
            let resource = try whole { (reader) throws(ReadFailure) in try reader.resource() }
            entry.resource = resource ?? SharedFields()
            unpin(entry.offset)
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
                try scopeEntry()
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
            resourceAmendment = amendment(.resource, fields, entry.schemaURL)
        }
        let bytes = fields.finish(
            schemaURL: entry.schemaURL,
            cut: isCut && entry.schemaURL.isEmpty ? cutMark : nil
        )
        let code = elements.batch.shared.resources.intern(bytes)
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

    private var cutMark: CutMark { CutMark(input: number, offset: valueOffset) }

    private func amendment(
        _ kind: SharedAmendment.Kind,
        _ fields: SharedFields,
        _ schemaURL: [UInt8]
    ) -> SharedAmendment? {
        if schemaURL.isEmpty { return nil }
        return SharedAmendment(
            kind: kind,
            stored: fields.finish(schemaURL: [], cut: cutMark),
            content: fields.finish(schemaURL: schemaURL, cut: cutMark)
        )
    }

    /// Hands over what became known of rows that were stored when the input had ended early.
    mutating func takeAmendments() {
        if let resourceAmendment { elements.batch.amendments.append(resourceAmendment) }
        if let scopeAmendment { elements.batch.amendments.append(scopeAmendment) }
        resourceAmendment = nil
        scopeAmendment = nil
    }

    private mutating func scopeEntry() throws(ValueStop) {
        let start = offset
        let firstElement = elementCount
        let rows = elements.rowCounts
        let emptyMetricCount = elements.emptyMetrics.count
        let originCount = elements.origins.count
        pins.append(start)
        elements.scanner.position += 1
        var scope: SharedFields?
        var schemaURL: [UInt8] = []
        var isFirst = true
        do {
            while let member = try nextMember(&isFirst) {
                switch member {
                case .scope:
                    let fields = try whole { (reader) throws(ReadFailure) in try reader.scope() }
                    scope = fields ?? SharedFields()
                    unpin(start)
                case .schemaURL:
                    try refuseRequest()
                    schemaURL = try whole { (reader) throws(ReadFailure) in
                        try reader.schemaURL()
                    }
                case .spans: try items(.span)
                case .logRecords: try items(.logRecord)
                case .metrics: try items(.metric)
                default: try skip(member)
                }
            }
        } catch {
            if let reason = invalidity(error), start >= firstOffset {
                elements.truncate(to: rows)
                elements.emptyMetrics.removeLast(elements.emptyMetrics.count - emptyMetricCount)
                return try rejectWhole(from: start, reason)
            }
            guard scope != nil else {
                elements.truncate(to: rows)
                elements.emptyMetrics.removeLast(elements.emptyMetrics.count - emptyMetricCount)
                damageOffset = min(damageOffset ?? start, start)
                elementCount = firstElement
                throw error
            }
            finishScope(scope, schemaURL, rows, emptyMetricCount, originCount, isCut: isCut(error))
            throw error
        }
        unpin(start)
        if firstElement < elementsToSkip {
            scopeAmendment = amendment(.scope, scope ?? SharedFields(), schemaURL)
        }
        finishScope(scope, schemaURL, rows, emptyMetricCount, originCount)
    }

    private mutating func finishScope(
        _ scope: consuming SharedFields?,
        _ schemaURL: [UInt8],
        _ rows: RowCounts,
        _ emptyMetricCount: Int,
        _ originCount: Int,
        isCut: Bool = false
    ) {
        let bytes = (scope ?? SharedFields()).finish(
            schemaURL: schemaURL,
            cut: isCut && schemaURL.isEmpty ? cutMark : nil
        )
        let code = elements.batch.shared.scopes.intern(bytes)
        elements.batch.spans.fill(
            SpanColumn.scope,
            rows: rows.spans..<elements.batch.spans.rowCount,
            with: UInt64(code)
        )
        elements.batch.logRecords.fill(
            LogRecordColumn.scope,
            rows: rows.logRecords..<elements.batch.logRecords.rowCount,
            with: UInt64(code)
        )
        for index in originCount..<elements.origins.count { elements.origins[index].scope = code }
        for index in emptyMetricCount..<elements.emptyMetrics.count {
            elements.emptyMetrics[index].scope = code
        }
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
            batch.dataPoints.columns[DataPointColumn.series][origin.row] =
                UInt64(batch.series(key))
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
