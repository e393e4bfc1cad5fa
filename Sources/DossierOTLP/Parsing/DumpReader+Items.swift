internal import DossierColumns

/// The elements that a scope holds.
enum Item {
    case span, logRecord, metric

    /// With an article, for messages.
    var name: String {
        switch self {
        case .span: "a span"
        case .logRecord: "a log record"
        case .metric: "a metric with its data points"
        }
    }
}

extension DumpReader {
    /// Reads a list of spans, log records or metrics.
    mutating func items(
        _ item: Item,
        of scope: inout ScopeEntry,
        _ entry: inout Entry
    ) throws(ValueStop) {
        guard try beginArray() else { return }
        var isFirst = true
        while try nextElement(&isFirst) {
            if elementCount < elementsToSkip {
                try skipValue()
                // As when it was read: what was delivered behind it was delivered so.
                if holdsMuch { assumeNone(&scope, of: &entry) }
            } else {
                try readItem(item)
            }
            elementCount += 1
            guard offset >= checkOffset else { continue }
            checkOffset = offset + Self.checkDistance
            if holdsMuch { assumeNone(&scope, of: &entry) }
            guard isBatchFull else { continue }
            do { try deliverPart(&scope, of: &entry) } catch { throw .stop(error) }
        }
    }

    /// Reads one element; if it is not what it should be, it is set aside and the rest goes on.
    private mutating func readItem(_ item: Item) throws(ValueStop) {
        let rows = elements.rowCounts
        while true {
            let start = elements.scanner.position
            do {
                switch item {
                case .span: try elements.span()
                case .logRecord: try elements.logRecord()
                case .metric:
                    try elements.metric()
                    for refusal in elements.refusals { reject(refusal) }
                }
                return
            } catch {
                elements.truncate(to: rows)
                elements.scanner.position = start
                switch error.kind {
                case .truncated:
                    let offset = firstOffset + UInt64(start)
                    if isWindowFull, isFirstPin(offset) {
                        return try rejectValue(tooLongReason(item.name))
                    }
                    guard try refill() else { throw .failure(error) }
                case .syntax, .tooLong: throw .failure(error)
                case .invalid:
                    let failureOffset = firstOffset + UInt64(error.position)
                    return try rejectValue(error.reason.description, at: failureOffset)
                }
            }
        }
    }

    private mutating func reject(_ refusal: ElementReader.Refusal) {
        let start = firstOffset + UInt64(refusal.range.lowerBound)
        let end = firstOffset + UInt64(refusal.range.upperBound)
        let position = firstOffset + UInt64(refusal.failure.position)
        rejectRange(
            from: start,
            to: end,
            reason: "\(refusal.failure.reason) at byte \(position)"
        )
    }
}
