internal import DossierColumns

/// Remembers which attribute set a piece of JSON stands for: an exporter sends the same ones again
/// and again.
struct AttributeMemo {
    private var texts = StringTable()
    private var sets: [UInt32?] = []
    /// The text that came after each one the last time: points come in the same order again.
    private var successors: [UInt32] = []
    private var last: UInt32 = 0

    /// The set of the text that is expected next, and its length, if it is at `json`.
    ///
    /// A list that begins with the bytes of another, whole one is that one.
    mutating func expected(
        at json: UnsafePointer<UInt8>,
        limit: Int
    ) -> (set: UInt32, byteCount: Int)? {
        guard Int(last) < successors.count else { return nil }
        let next = successors[Int(last)]
        guard let set = sets[Int(next)] else { return nil }
        let byteCount = texts.range(next).count
        let text = UnsafeRawBufferPointer(start: json, count: byteCount)
        guard byteCount <= limit, texts.isEqual(next, text) else { return nil }
        last = next
        return (set, byteCount)
    }

    /// The number of the text, and the set it stands for if it was read before.
    mutating func find(_ json: UnsafeRawBufferPointer) -> (text: UInt32, set: UInt32?) {
        let text = texts.intern(json)
        if text == sets.count {
            sets.append(nil)
            successors.append(text)
        }
        successors[Int(last)] = text
        last = text
        return (text, sets[Int(text)])
    }

    mutating func remember(_ set: UInt32, for text: UInt32) {
        sets[Int(text)] = set
    }
}

extension ElementReader {
    /// The number of the attribute set without attributes.
    mutating func emptyAttributes() -> UInt32 {
        if let set = emptyAttributeSet { return set }
        composite.removeAll()
        composite.beginList()
        composite.end(count: 0)
        let set = batch.attributeSets.intern(composite.bytes)
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
            return expected.set
        }
        try scanner.skipValue()
        let end = scanner.position
        let json = UnsafeRawBufferPointer(start: scanner.base + start, count: end - start)
        let memo = attributeMemo.find(json)
        if let set = memo.set { return set }
        scanner.position = start
        composite.removeAll()
        if areLabels { try compositeLabels() } else { try compositeMembers(depth: 0) }
        scanner.position = end
        let set = batch.attributeSets.intern(composite.bytes)
        attributeMemo.remember(set, for: memo.text)
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
            default: try scanner.skipValue()
            }
        }
        return label
    }
}
