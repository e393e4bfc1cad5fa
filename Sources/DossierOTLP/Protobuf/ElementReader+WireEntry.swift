internal import DossierColumns

/// `ResourceSpans` and `ScopeSpans`, and those of the other signals, in protobuf form.
///
/// What is malformed inside a correct length is rejected alone, and noted in `malformed`. Where the
/// fields of an entry or a scope can't be told apart any more, the rest of it is rejected, or all of
/// it if its resource or scope is not known by then.
extension ElementReader {
    /// Rejects a message, or the rest of one.
    mutating func reject(_ message: WireReader, _ failure: ReadFailure, itemCount: Int = 1) {
        malformed.add(message.position..<message.end, failure, itemCount: itemCount)
    }

    /// Reads one entry, all of which is in memory, and gives its rows their resource and scopes.
    mutating func entry(_ message: WireReader, of signal: OTLPSignal) {
        let path = signal.itemPath
        var group = WireGroup(message)
        let rows = rowCounts
        guard let resource = sharedFields(.resource, of: group, message, path) else { return }
        while let scope = group.nextMember() { scopeEntry(scope, of: signal) }
        finish(group, path)
        let code = code(of: .resource, resource, schemaURL: group.schemaURL, cut: nil)
        batch.spans.fill(
            SpanColumn.resource,
            rows: rows.spans..<batch.spans.rowCount,
            with: UInt64(code)
        )
        batch.logRecords.fill(
            LogRecordColumn.resource,
            rows: rows.logRecords..<batch.logRecords.rowCount,
            with: UInt64(code)
        )
        resolveSeries(resource: code, firstPoint: rows.dataPoints)
    }

    private mutating func scopeEntry(_ message: WireReader, of signal: OTLPSignal) {
        let path = Array(signal.itemPath.dropFirst())
        var group = WireGroup(message)
        let rows = rowCounts
        let (originCount, emptyMetricCount) = (origins.count, emptyMetrics.count)
        guard let scope = sharedFields(.scope, of: group, message, path) else { return }
        while let item = group.nextMember() { self.item(item, of: signal) }
        finish(group, path)
        let code = code(of: .scope, scope, schemaURL: group.schemaURL, cut: nil)
        batch.spans.fill(
            SpanColumn.scope,
            rows: rows.spans..<batch.spans.rowCount,
            with: UInt64(code)
        )
        batch.logRecords.fill(
            LogRecordColumn.scope,
            rows: rows.logRecords..<batch.logRecords.rowCount,
            with: UInt64(code)
        )
        for index in originCount..<origins.count { origins[index].scope = code }
        for index in emptyMetricCount..<emptyMetrics.count { emptyMetrics[index].scope = code }
    }

    /// The resource or scope of an entry; rejects all of the entry, and returns nil, if it can't be
    /// read or may be in what can't be.
    private mutating func sharedFields(
        _ kind: SharedAmendment.Kind,
        of group: WireGroup,
        _ message: WireReader,
        _ path: [[UInt32]]
    ) -> SharedFields? {
        let anomalyCount = anomalies.save()
        do throws(ReadFailure) {
            if !group.shared.isEmpty { return try shared(kind, group.shared) }
            if let failure = group.failure { throw failure }
            return SharedFields()
        } catch {
            anomalies.truncate(to: anomalyCount)
            reject(message, error, itemCount: message.itemCount(path))
            return nil
        }
    }

    /// Rejects what could not be told apart of an entry, and notes what it has that may have been
    /// meant as its content.
    private mutating func finish(_ group: WireGroup, _ path: [[UInt32]]) {
        if let failure = group.failure {
            reject(group.tail, failure, itemCount: group.tail.itemCount(path))
        } else if !group.hasMembers {
            for other in group.others { note(.groupMember, other.field, at: other.position) }
        }
    }

    /// Reads one span, log record or metric; rejects it if it is invalid.
    private mutating func item(_ message: WireReader, of signal: OTLPSignal) {
        let rows = rowCounts
        let mark = malformed.mark
        do throws(ReadFailure) {
            switch signal {
            case .traces: try span(message)
            case .logs: try logRecord(message)
            case .metrics: try metric(message)
            }
        } catch {
            truncate(to: rows)
            // They are part of what is rejected.
            malformed.goBack(to: mark)
            let path = Array(signal.itemPath.dropFirst(2))
            reject(message, error, itemCount: message.itemCount(path))
        }
    }
}
