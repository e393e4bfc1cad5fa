internal import DossierColumns
internal import DossierPrimitives

extension ElementReader {
    /// The value of a point or an exemplar; of several the last one counts.
    private typealias Number = (field: Field, word: UInt64)

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
        let start = scanner.position - 1
        var number: Number?
        var hasDistribution = false
        var wrapper: Int?
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .attributes, .labels:
                origin.attributes = try pointAttributes(areLabels: member == .labels)
                hasAttributes = true
            case .startTime: startTime = try scanner.unsigned()
            case .time: time = try scanner.unsigned()
            case .asDouble:
                if let bits = try scanner.doubleBits() { number = (.doubleValue, bits) }
            case .asInt:
                if try scanner.null() { continue }
                number = (.intValue, UInt64(bitPattern: try scanner.signed()))
            case .value:
                wrapper = try wrapperPosition()
                if let value = try untypedValue() { number = value }
            case .exemplars: try exemplars()
            default: if try distributionField(member) { hasDistribution = true }
            }
        }
        if let number {
            batch.dataPoints.append(number.field, number.word)
        } else if !hasDistribution {
            try noteMissingValue(of: start, wrapper: wrapper)
        }
        if !hasAttributes { origin.attributes = emptyAttributes() }
        origins.append(origin)
        batch.dataPoints.makeRoom()
        batch.dataPoints.set(DataPointColumn.series, 0)
        batch.dataPoints.set(DataPointColumn.startTime, startTime)
        batch.dataPoints.set(DataPointColumn.time, time)
        batch.dataPoints.finishRow()
    }

    private mutating func pointDouble(_ field: Field) throws(ReadFailure) {
        if let bits = try scanner.doubleBits() { batch.dataPoints.append(field, bits) }
    }

    private mutating func pointCount(_ field: Field) throws(ReadFailure) {
        let count = try count64()
        if count != 0 { batch.dataPoints.append(field, count) }
    }

    private mutating func pointInt(_ field: Field) throws(ReadFailure) {
        let start = scanner.position
        let value = try scanner.signed()
        guard Int32(exactly: value) != nil else {
            throw .invalid("number does not fit a 32-bit integer", at: start)
        }
        if value != 0 { batch.dataPoints.append(field, UInt64(bitPattern: value)) }
    }

    /// Reads a field of histograms and summaries; returns whether it is one that says something of
    /// the point's value.
    private mutating func distributionField(_ member: JSONKey) throws(ReadFailure) -> Bool {
        switch member {
        case .flags:
            let flags = try unsigned32()
            if flags != 0 { batch.dataPoints.append(.flags, flags) }
            return false
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
        default:
            try skip(member)
            return false
        }
        return true
    }

    /// The `value` of number points before OTLP 0.9: integers came as strings, doubles as numbers; or
    /// an object with the value, which serde writes.
    private mutating func untypedValue() throws(ReadFailure) -> Number? {
        let first = try scanner.peek()
        if first == UInt8(ascii: "{") { return try wrappedNumber() }
        if first == UInt8(ascii: "\"") {
            let start = scanner.position
            let text = try scanner.text()
            if WholeNumber(try scanner.bytes(text))?.signed != nil {
                scanner.position = start
                return (.intValue, UInt64(bitPattern: try scanner.signed()))
            }
            scanner.position = start
        }
        return try scanner.doubleBits().map { (.doubleValue, $0) }
    }

    /// Reads `{"asDouble": …}` or `{"asInt": …}` of a point or an exemplar.
    private mutating func wrappedNumber() throws(ReadFailure) -> Number? {
        try scanner.beginObject()
        var number: Number?
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            if try scanner.null() { continue }
            switch scanner.meantKey(member) {
            case .asDouble: number = (.doubleValue, try scanner.doubleBits() ?? 0)
            case .asInt: number = (.intValue, UInt64(bitPattern: try scanner.signed()))
            default: try scanner.skipValue()
            }
        }
        return number
    }

    /// Where the object begins that may hold a number; nil if the value is none.
    private mutating func wrapperPosition() throws(ReadFailure) -> Int? {
        try scanner.peek() == UInt8(ascii: "{") ? scanner.position : nil
    }

    /// Notes the members of a point that was read without a value, and the point itself if it must
    /// have one and has no such members.
    @inline(never)
    private mutating func noteMissingValue(of start: Int, wrapper: Int?) throws(ReadFailure) {
        let count = try noteNumberMembers(of: start, wrapper: wrapper, .pointMember)
        guard count == 0, pointKind == .gauge || pointKind == .sum else { return }
        if try !hasNoRecordedValue(pointAt: start) {
            anomalies.note(.pointMember, "", at: start)
        }
    }

    /// Notes the members of a point or exemplar without a number; returns how many.
    private mutating func noteNumberMembers(
        of start: Int,
        wrapper: Int?,
        _ kind: InputAnomaly.Kind
    ) throws(ReadFailure) -> Int {
        let mayBeNull: (JSONKey) -> Bool = { $0 != .asDouble && $0 != .asInt && $0 != .value }
        var count = try noteMembers(
            of: start,
            kind,
            mayBeNull: mayBeNull,
            isKnown: { $0 != .unknown }
        )
        if let wrapper {
            count += try noteMembers(
                of: wrapper,
                kind,
                mayBeNull: mayBeNull,
                isKnown: { _ in false }
            )
        }
        return count
    }

    /// Whether the flags of a point say that it has no value, as points do when a series goes stale.
    private mutating func hasNoRecordedValue(pointAt start: Int) throws(ReadFailure) -> Bool {
        let end = scanner.position
        defer { scanner.position = end }
        scanner.position = start
        try scanner.beginObject()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            if member == .flags { return try scanner.unsigned() & 1 == 1 }
            try scanner.skipValue()
        }
        return false
    }

    private mutating func buckets(offset: Field, counts: Field) throws(ReadFailure) {
        if try scanner.null() { return }
        try scanner.beginObject()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .offset: try pointInt(offset)
            case .bucketCounts: try words(counts)
            default: try skipNoting(.pointMember)
            }
        }
    }

    /// Reads a list of unsigned numbers as one value of little-endian words.
    private mutating func words(_ field: Field) throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        scratch.removeAll(keepingCapacity: true)
        var isFirst = true
        while try scanner.nextElement(&isFirst) { appendScratch(try count64()) }
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
                default: try skipNoting(.pointMember)
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
        let start = scanner.position - 1
        var number: Number?
        var hasOther = false
        var wrapper: Int?
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .traceID:
                let id = try scanner.traceID()
                if id.id != .none { trace = UInt64(batch.content.traces.intern(id.id)) }
                if let text = id.text {
                    batch.exemplars.append(.traceIDText, try intern(text))
                    noteID("traceId", text, isNone: id.id == .none)
                }
            case .spanID:
                let id = try scanner.spanID()
                span = id.id.bits
                if let text = id.text {
                    batch.exemplars.append(.spanIDText, try intern(text))
                    noteID("spanId", text, isNone: span == 0)
                }
            case .time: time = try scanner.unsigned()
            case .asDouble, .value:
                if member == .value, let position = try wrapperPosition() {
                    wrapper = position
                    if let value = try wrappedNumber() { number = value }
                } else if let bits = try scanner.doubleBits() {
                    number = (.doubleValue, bits)
                } else {
                    hasOther = true
                }
            case .asInt:
                if try scanner.null() {
                    hasOther = true
                    continue
                }
                number = (.intValue, UInt64(bitPattern: try scanner.signed()))
            case .filteredAttributes: try attributes(of: .exemplar)
            case .filteredLabels: try labels()
            default:
                try scanner.skipValue()
                hasOther = true
            }
        }
        if let number {
            batch.exemplars.append(number.field, number.word)
        } else if hasOther || wrapper != nil {
            _ = try noteNumberMembers(of: start, wrapper: wrapper, .exemplarMember)
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
