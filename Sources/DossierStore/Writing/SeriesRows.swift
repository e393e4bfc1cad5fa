import DossierColumns

/// The series of a batch: their numbers in the file, and rows for those that are new.
struct SeriesRows {
    /// The file's number by the number in the batch.
    private(set) var numbers: [UInt32]
    private(set) var rows = TableBatch(.series)
    private(set) var strings = StringTable()

    private struct New {
        var key: SeriesKey
        var number: Int
        var identity: ContentIdentity
    }

    /// Finds or numbers the series of a batch.
    ///
    /// `keys` hold the numbers of the file for resource, scope and metric; `firstRow` is the number
    /// that the first new series gets.
    init(
        keys: [SeriesKey],
        attributeSets: StringTable,
        traces: inout TraceTable,
        index: inout SeriesIndex,
        firstRow: UInt64
    ) {
        numbers = Array(repeating: 0, count: keys.count)
        var new: [New] = []
        for (number, key) in keys.enumerated() {
            let identity = index.identity(key, attributes: attributeSets[key.attributes])
            if let known = index[identity] {
                numbers[number] = known
            } else {
                new.append(New(key: key, number: number, identity: identity))
            }
        }
        // What was exported together is asked for together, so it gets neighbouring numbers.
        new.sort { left, right in
            let (a, b) = (left.key, right.key)
            return (a.resource, a.scope, a.metric, left.number)
                < (b.resource, b.scope, b.metric, right.number)
        }
        for series in new {
            if let known = index[series.identity] {
                numbers[series.number] = known
                continue
            }
            let number = UInt32(truncatingIfNeeded: firstRow + UInt64(rows.rowCount))
            numbers[series.number] = number
            index[series.identity] = number
            append(series.key, attributes: attributeSets[series.key.attributes], &traces)
        }
    }

    private mutating func append(
        _ key: SeriesKey,
        attributes: ArraySlice<UInt8>,
        _ traces: inout TraceTable
    ) {
        var reader = CompositeReader(attributes)
        guard case .list(let count) = reader.next() else {
            preconditionFailure("an attribute set is a key-value list")
        }
        var trace = noTrace
        var overflow = Overflow()
        for _ in 0..<count {
            guard let name = reader.key(), let range = reader.skipValue() else {
                preconditionFailure("an attribute set ends within a value")
            }
            let (key, value) = (attributes[name], attributes[range])
            if trace == noTrace, let id = traceID(key, value) {
                trace = UInt64(traces.intern(id))
            }
            // After the first that does not fit all go there, which keeps their order.
            if !overflow.isEmpty || !appendSlot(key, value) { overflow.append(key, value) }
        }
        if let list = overflow.finish() { rows.append(.overflow, UInt64(strings.intern(list))) }
        rows.columns[SeriesColumn.resource].append(UInt64(key.resource))
        rows.columns[SeriesColumn.scope].append(UInt64(key.scope))
        rows.columns[SeriesColumn.metric].append(UInt64(key.metric))
        rows.columns[SeriesColumn.trace].append(trace)
        rows.finishRow()
    }

    private mutating func appendSlot(
        _ key: ArraySlice<UInt8>,
        _ value: ArraySlice<UInt8>
    ) -> Bool {
        var reader = CompositeReader(value)
        let (type, word): (ValueType, UInt64) =
            switch reader.next() {
            case .empty, nil: (.empty, 0)
            case .bool(let bool): (.bool, bool ? 1 : 0)
            case .int(let int): (.int, UInt64(bitPattern: int))
            case .double(let bits): (.double, bits)
            case .string(let range): (.string, intern(value[range]))
            case .bytes(let range): (.bytes, intern(value[range]))
            case .json, .array, .list: (.composite, intern(value))
            }
        return key.withUnsafeBytes { rows.appendAttribute(key: $0, type: type, word) }
    }

    private mutating func intern(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        UInt64(bytes.withUnsafeBytes { strings.intern($0) })
    }
}

/// The attributes of one series that found no slot, as a key-value list.
private struct Overflow {
    private var writer = CompositeWriter()
    private var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
        if count == 0 { writer.beginList() }
        key.withUnsafeBytes { writer.key($0) }
        writer.composite(Array(value))
        count += 1
    }

    mutating func finish() -> [UInt8]? {
        guard count > 0 else { return nil }
        writer.end(count: count)
        return writer.bytes
    }
}

/// The trace that an attribute names with 32 hexadecimal digits; nil if it names none.
private func traceID(_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> TraceID? {
    guard ["trace_id", "trace.id", "traceId"].contains(where: { key.elementsEqual($0.utf8) }),
        let digits = compositeText(value), digits.count == 32
    else { return nil }
    let id = digits.withUnsafeBytes { bytes in
        hexWord(bytes, at: 0).flatMap { high in
            hexWord(bytes, at: 16).map { TraceID(high: high, low: $0) }
        }
    }
    return id == TraceID.none ? nil : id
}
