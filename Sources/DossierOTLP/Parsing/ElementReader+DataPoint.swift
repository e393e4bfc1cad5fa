internal import DossierColumns

extension ElementReader {
    /// Reads one data point of any kind, with its exemplars.
    ///
    /// Its series is filled in later.
    mutating func dataPoint() throws(ReadFailure) {
        try scanner.beginObject()
        var origin = PointOrigin(
            row: batch.dataPoints.rowCount,
            scope: 0,
            metric: 0,
            attributes: 0
        )
        var startTime: UInt64 = 0
        var time: UInt64 = 0
        var hasAttributes = false
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .attributes, .labels:
                origin.attributes = try pointAttributes(areLabels: member == .labels)
                hasAttributes = true
            case .startTime: startTime = try scanner.unsigned()
            case .time: time = try scanner.unsigned()
            case .asDouble: try pointDouble(.doubleValue)
            case .asInt:
                if try scanner.null() { continue }
                batch.dataPoints.append(.intValue, UInt64(bitPattern: try scanner.signed()))
            case .value: try untypedValue()
            case .exemplars: try exemplars()
            default: try distributionField(member)
            }
        }
        if !hasAttributes { origin.attributes = emptyAttributes() }
        origins.append(origin)
        batch.dataPoints.makeRoom()
        batch.dataPoints.set(DataPointColumn.series, 0)
        batch.dataPoints.set(DataPointColumn.startTime, startTime)
        batch.dataPoints.set(DataPointColumn.time, time)
        batch.dataPoints.finishRow()
    }

    @inline(__always)
    private mutating func pointDouble(_ field: Field) throws(ReadFailure) {
        if let bits = try scanner.doubleBits() { batch.dataPoints.append(field, bits) }
    }

    private mutating func pointCount(_ field: Field) throws(ReadFailure) {
        let count = try scanner.unsigned()
        if count != 0 { batch.dataPoints.append(field, count) }
    }

    private mutating func pointInt(_ field: Field) throws(ReadFailure) {
        let value = try scanner.signed()
        if value != 0 { batch.dataPoints.append(field, UInt64(bitPattern: value)) }
    }

    /// The fields of histograms and summaries.
    private mutating func distributionField(_ member: JSONKey) throws(ReadFailure) {
        switch member {
        case .flags: try pointCount(.flags)
        case .count: try pointCount(.count)
        case .sum: try pointDouble(.sum)
        case .minimum: try pointDouble(.minimum)
        case .maximum: try pointDouble(.maximum)
        case .bucketCounts: try words(.bucketCounts)
        case .explicitBounds: try explicitBounds()
        case .scale: try pointInt(.scale)
        case .zeroCount: try pointCount(.zeroCount)
        case .zeroThreshold:
            if let bits = try scanner.doubleBits(), bits != 0 {
                batch.dataPoints.append(.zeroThreshold, bits)
            }
        case .positive: try buckets(offset: .positiveOffset, counts: .positiveCounts)
        case .negative: try buckets(offset: .negativeOffset, counts: .negativeCounts)
        case .quantileValues: try quantiles()
        default: try skip(member)
        }
    }

    /// The `value` of number points before OTLP 0.9: integers came as strings, doubles as numbers.
    private mutating func untypedValue() throws(ReadFailure) {
        if try scanner.peek() == UInt8(ascii: "\"") {
            let start = scanner.position
            let text = try scanner.text()
            if WholeNumber(try scanner.bytes(text))?.signed != nil {
                scanner.position = start
                batch.dataPoints.append(.intValue, UInt64(bitPattern: try scanner.signed()))
                return
            }
            scanner.position = start
        }
        try pointDouble(.doubleValue)
    }

    private mutating func buckets(offset: Field, counts: Field) throws(ReadFailure) {
        if try scanner.null() { return }
        try scanner.beginObject()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .offset: try pointInt(offset)
            case .bucketCounts: try words(counts)
            default: try scanner.skipValue()
            }
        }
    }

    /// Reads a list of unsigned numbers as one value of little-endian words.
    private mutating func words(_ field: Field) throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        scratch.removeAll(keepingCapacity: true)
        var isFirst = true
        while try scanner.nextElement(&isFirst) { appendScratch(try scanner.unsigned()) }
        if !scratch.isEmpty {
            batch.dataPoints.append(field, UInt64(batch.strings.intern(scratch)))
        }
    }

    /// Reads a list of numbers, which is mostly the same for all points of a metric.
    private mutating func explicitBounds() throws(ReadFailure) {
        _ = try scanner.peek()
        let start = scanner.position
        let limit = scanner.limit - start
        if let known = boundsMemo.expected(at: scanner.base + start, limit: limit) {
            scanner.position += known.byteCount
            batch.dataPoints.append(.explicitBounds, known.value)
            return
        }
        guard let word = try doubles() else { return }
        batch.dataPoints.append(.explicitBounds, word)
        let json = UnsafeRawBufferPointer(
            start: scanner.base + start,
            count: scanner.position - start
        )
        boundsMemo.remember(word, for: boundsMemo.find(json).text)
    }

    /// Reads a list of numbers as one string of the batch; nil for an empty one.
    private mutating func doubles() throws(ReadFailure) -> UInt64? {
        guard try scanner.beginArray() else { return nil }
        scratch.removeAll(keepingCapacity: true)
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            guard let bits = try scanner.doubleBits() else {
                throw .invalid("expected a number", at: scanner.position)
            }
            appendScratch(bits)
        }
        return scratch.isEmpty ? nil : UInt64(batch.strings.intern(scratch))
    }

    private mutating func quantiles() throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        scratch.removeAll(keepingCapacity: true)
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            try scanner.beginObject()
            var (quantile, value): (UInt64, UInt64) = (0, 0)
            var isFirstMember = true
            while let member = try scanner.nextMember(&isFirstMember) {
                switch member {
                case .quantile: quantile = try scanner.doubleBits() ?? 0
                case .value: value = try scanner.doubleBits() ?? 0
                default: try scanner.skipValue()
                }
            }
            appendScratch(quantile)
            appendScratch(value)
        }
        if !scratch.isEmpty {
            batch.dataPoints.append(.quantiles, UInt64(batch.strings.intern(scratch)))
        }
    }

    @inline(__always)
    private mutating func appendScratch(_ word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { scratch.append(contentsOf: $0) }
    }

    private mutating func exemplars() throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var ordinal: UInt64 = 0
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            try exemplar(ordinal: ordinal)
            ordinal += 1
        }
    }

    private mutating func exemplar(ordinal: UInt64) throws(ReadFailure) {
        try scanner.beginObject()
        var trace = noTrace
        var span: UInt64 = 0
        var time: UInt64 = 0
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .traceID:
                let id = try scanner.traceID()
                if id.id != .none { trace = UInt64(batch.content.traces.intern(id.id)) }
                if let text = id.text { batch.exemplars.append(.traceIDText, try intern(text)) }
            case .spanID:
                let id = try scanner.spanID()
                span = id.id.bits
                if let text = id.text { batch.exemplars.append(.spanIDText, try intern(text)) }
            case .time: time = try scanner.unsigned()
            case .asDouble, .value:
                guard let bits = try scanner.doubleBits() else { continue }
                batch.exemplars.append(.doubleValue, bits)
            case .asInt:
                if try scanner.null() { continue }
                batch.exemplars.append(.intValue, UInt64(bitPattern: try scanner.signed()))
            case .filteredAttributes: try attributes(of: .exemplar)
            case .filteredLabels: try labels()
            default: try scanner.skipValue()
            }
        }
        batch.exemplars.makeRoom()
        batch.exemplars.set(ExemplarColumn.trace, trace)
        batch.exemplars.set(ExemplarColumn.spanID, span)
        batch.exemplars.set(ExemplarColumn.time, time)
        batch.exemplars.set(ExemplarColumn.point, UInt64(batch.dataPoints.rowCount))
        batch.exemplars.set(ExemplarColumn.ordinal, ordinal)
        batch.exemplars.finishRow()
    }

    /// The exemplar labels of OTLP before 0.9: `[{"key": "…", "value": "…"}, …]`.
    private mutating func labels() throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            let label = try label()
            let value = try intern(label.value)
            let key = try scanner.bytes(label.key)
            if !batch.exemplars.appendAttribute(key: key, type: .string, value) {
                throw .invalid("too many label names in an exemplar", at: label.key.start)
            }
        }
    }
}
