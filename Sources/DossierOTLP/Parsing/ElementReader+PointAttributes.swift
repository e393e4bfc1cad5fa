internal import DossierColumns

extension ElementReader {
    /// The number of the attribute set without attributes.
    mutating func emptyAttributes() -> UInt32 {
        if let set = emptyAttributeSet { return set }
        composite.removeAll()
        composite.beginList()
        composite.end(count: 0)
        let set = batch.content.attributeSets.intern(composite.bytes)
        emptyAttributeSet = set
        return set
    }

    /// Reads the attributes of a data point as one set; returns its number in the batch.
    mutating func pointAttributes(areLabels: Bool) throws(ReadFailure) -> UInt32 {
        _ = try scanner.peek()
        let start = scanner.position
        let expected = attributeMemo.expected(
            at: scanner.base + start,
            limit: scanner.limit - start
        )
        if let expected {
            scanner.position += expected.byteCount
            return expected.value
        }
        try scanner.skipValue()
        let end = scanner.position
        let json = UnsafeRawBufferPointer(start: scanner.base + start, count: end - start)
        let memo = attributeMemo.find(json)
        if let set = memo.value { return set }
        scanner.position = start
        composite.removeAll()
        let anomalyCount = anomalies.save()
        if areLabels { try compositeLabels() } else { try compositeMembers(depth: 0) }
        scanner.position = end
        let set = batch.content.attributeSets.intern(composite.bytes)
        // What is unusual is counted each time.
        if anomalies.save() == anomalyCount { attributeMemo.remember(set, for: memo.text) }
        return set
    }

    /// The labels of OTLP before 0.9: `[{"key": "…", "value": "…"}, …]`.
    private mutating func compositeLabels() throws(ReadFailure) {
        composite.beginList()
        var count = 0
        if try scanner.beginArray() {
            var isFirst = true
            while try scanner.nextElement(&isFirst) {
                let label = try label()
                composite.key(try scanner.bytes(label.key))
                composite.string(try scanner.bytes(label.value))
                count += 1
            }
        }
        composite.end(count: count)
    }

    mutating func label() throws(ReadFailure) -> (key: JSONText, value: JSONText) {
        try scanner.beginObject()
        let empty = JSONText(start: scanner.position, end: scanner.position, hasEscapes: false)
        var label = (key: empty, value: empty)
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .key: label.key = try string() ?? empty
            case .value: label.value = try string() ?? empty
            default: try skipNoting(.attributeMember)
            }
        }
        return label
    }
}
