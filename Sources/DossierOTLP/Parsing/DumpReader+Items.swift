internal import DossierColumns

/// The elements that a scope holds.
enum Item {
    case span, logRecord, metric

    /// The name for messages.
    var name: String {
        switch self {
        case .span: "span"
        case .logRecord: "log record"
        case .metric: "metric with its data points"
        }
    }
}

extension DumpReader {
    /// Reads a list of spans, log records or metrics.
    mutating func items(
        _ item: Item,
        of scope: inout ScopeEntry,
        _ entry: inout ResourceEntry
    ) throws(ValueStop) {
        guard try beginArray() else { return }
        var isFirst = true
        while try nextElement(&isFirst) {
            if progress.isNextStored {
                try skipValue()
                // As when they were stored: what was delivered after them was delivered so.
                if holdsTooMuch { assumeNone(&scope, of: &entry) }
            } else {
                try readItem(item)
            }
            progress.elementCount += 1
            guard offset >= progress.checkOffset else { continue }
            progress.checkOffset = offset + Self.checkDistance
            if holdsTooMuch { assumeNone(&scope, of: &entry) }
            guard isBatchFull else { continue }
            do { try deliverPart(&scope, of: &entry) } catch { throw .stop(error) }
        }
    }

    /// Whether as much is held as should be for a resource or scope that may come last.
    private var holdsTooMuch: Bool {
        window.exceedsDeferredLimit(at: elements.scanner.position)
    }

    /// Reads one element; if it is invalid it is rejected, and the next one follows.
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
                    rejectMalformed()
                }
                if elements.anomalies.isUnsettled { settleAnomalies() }
                return
            } catch {
                elements.truncate(to: rows)
                elements.malformed.removeAll()
                elements.scanner.position = start
                switch error.kind {
                case .truncated:
                    if window.isFull(at: start), window.isFirstPin(window.offset(of: start)) {
                        return try rejectValue(tooLongReason(item.name))
                    }
                    guard try refill() else { throw .failure(error) }
                case .syntax, .tooLong: throw .failure(error)
                case .invalid: return try rejectValue(reason(of: error))
                }
            }
        }
    }

    /// Notes where in the input the anomalies are that were found since the window moved.
    mutating func settleAnomalies() {
        let (embeddedIn, first) = (window.embeddedIn, window.firstOffset)
        elements.anomalies.settle { embeddedIn ?? first + UInt64($0) }
    }
}
