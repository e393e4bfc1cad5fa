internal import DossierColumns

/// A data point in protobuf form while it is read.
private struct WirePoint {
    var startTime: UInt64 = 0
    var time: UInt64 = 0
    var flags: UInt64 = 0
    var exemplarCount: UInt64 = 0
    /// The value of a gauge or a sum.
    var number: (field: Field, word: UInt64)?
    /// The set of its attributes, once they were read.
    var attributes: UInt32?
    /// Whether other fields come between its attributes.
    var hasScatteredAttributes = false
    /// Whether a field says something of its value.
    var hasValue = false
    /// The first field that it does not have.
    var other: (field: WireField, position: Int)?
}

/// Lists of numbers of the data point being read, as little-endian words.
struct WirePointLists {
    fileprivate var counts: [UInt8] = []
    fileprivate var bounds: [UInt8] = []
    fileprivate var quantiles: [UInt8] = []
    fileprivate var positive = Buckets()
    fileprivate var negative = Buckets()

    /// The buckets of one sign.
    fileprivate struct Buckets {
        var offset: UInt64 = 0
        var counts: [UInt8] = []

        mutating func append(_ count: UInt64) {
            withUnsafeBytes(of: count.littleEndian) { counts.append(contentsOf: $0) }
        }

        mutating func removeAll() {
            offset = 0
            counts.removeAll(keepingCapacity: true)
        }

        /// Leaves none, so that what is returned is the only copy.
        mutating func take() -> Buckets {
            var taken = Buckets()
            swap(&taken, &self)
            return taken
        }
    }

    fileprivate mutating func removeAll() {
        counts.removeAll(keepingCapacity: true)
        bounds.removeAll(keepingCapacity: true)
        quantiles.removeAll(keepingCapacity: true)
        positive.removeAll()
        negative.removeAll()
    }
}

/// The data points of all kinds of metrics in protobuf form.
extension ElementReader {
    /// Reads one data point of the current metric's kind, with its exemplars.
    ///
    /// Its series is filled in later.
    mutating func dataPoint(_ message: WireReader) throws(ReadFailure) {
        var point = WirePoint()
        pointLists.removeAll()
        var rest = message
        while let field = try rest.nextField() {
            let start = rest.position
            let isKnown =
                switch pointKind {
                case .histogram: try histogramField(field, &rest, &point)
                case .exponentialHistogram: try exponentialField(field, &rest, &point)
                case .summary: try summaryField(field, &rest, &point)
                case .gauge, .sum, .none: try numberField(field, &rest, &point)
                }
            if isKnown { continue }
            try rest.skip(field)
            point.other = point.other ?? (field, start)
        }
        if let number = point.number { batch.dataPoints.append(number.field, number.word) }
        if pointKind == .exponentialHistogram {
            append(pointLists.positive, .positiveOffset, .positiveCounts)
            append(pointLists.negative, .negativeOffset, .negativeCounts)
        }
        if !pointLists.counts.isEmpty { appendWords(.bucketCounts, pointLists.counts) }
        if !pointLists.bounds.isEmpty { appendWords(.explicitBounds, pointLists.bounds) }
        if !pointLists.quantiles.isEmpty { appendWords(.quantiles, pointLists.quantiles) }
        if !point.hasValue { noteMissingValue(of: point, at: message.position) }
        if point.hasScatteredAttributes { point.attributes = try scatteredAttributes(of: message) }
        origins.append(
            PointOrigin(
                row: batch.dataPoints.rowCount,
                scope: 0,
                metric: 0,
                attributes: point.attributes ?? emptyAttributes()
            )
        )
        if point.flags != 0 { batch.dataPoints.append(.flags, point.flags) }
        batch.dataPoints.makeRoom()
        batch.dataPoints.set(DataPointColumn.series, 0)
        batch.dataPoints.set(DataPointColumn.startTime, point.startTime)
        batch.dataPoints.set(DataPointColumn.time, point.time)
        batch.dataPoints.finishRow()
    }

    /// Notes what a point has that was read without a value, or the point itself if it must have one
    /// and its flags do not say that it has none.
    private mutating func noteMissingValue(of point: WirePoint, at start: Int) {
        if let other = point.other {
            note(.pointMember, other.field, at: other.position)
        } else if pointKind == .gauge || pointKind == .sum, point.flags & 1 == 0 {
            anomalies.note(.pointMember, "", at: start)
        }
    }

    @inline(__always)
    private mutating func numberField(
        _ field: WireField,
        _ message: inout WireReader,
        _ point: inout WirePoint
    ) throws(ReadFailure) -> Bool {
        switch field {
        case .fixed64(2): point.startTime = try message.fixed64()
        case .fixed64(3): point.time = try message.fixed64()
        case .fixed64(4), .fixed64(6):
            let number: Field = field == .fixed64(4) ? .doubleValue : .intValue
            point.number = (number, try message.fixed64())
            point.hasValue = true
        case .bytes(5): try exemplar(try message.content(), &point)
        case .bytes(7): try attributes(7, &message, &point)
        case .varint(8): point.flags = try unsigned32(&message, "flags")
        default: return false
        }
        return true
    }

    private mutating func histogramField(
        _ field: WireField,
        _ message: inout WireReader,
        _ point: inout WirePoint
    ) throws(ReadFailure) -> Bool {
        switch field {
        case .fixed64(2): point.startTime = try message.fixed64()
        case .fixed64(3): point.time = try message.fixed64()
        case .fixed64(4): appendCount(.count, try message.fixed64(), &point)
        case .fixed64(5): appendDouble(.sum, try message.fixed64(), &point)
        case .fixed64(6), .bytes(6):
            try message.fixed64List(field, into: &pointLists.counts)
            point.hasValue = true
        case .fixed64(7), .bytes(7):
            try message.fixed64List(field, into: &pointLists.bounds)
            point.hasValue = true
        case .bytes(8): try exemplar(try message.content(), &point)
        case .bytes(9): try attributes(9, &message, &point)
        case .varint(10): point.flags = try unsigned32(&message, "flags")
        case .fixed64(11): appendDouble(.minimum, try message.fixed64(), &point)
        case .fixed64(12): appendDouble(.maximum, try message.fixed64(), &point)
        default: return false
        }
        return true
    }

    private mutating func exponentialField(
        _ field: WireField,
        _ message: inout WireReader,
        _ point: inout WirePoint
    ) throws(ReadFailure) -> Bool {
        switch field {
        case .bytes(1): try attributes(1, &message, &point)
        case .fixed64(2): point.startTime = try message.fixed64()
        case .fixed64(3): point.time = try message.fixed64()
        case .fixed64(4): appendCount(.count, try message.fixed64(), &point)
        case .fixed64(5): appendDouble(.sum, try message.fixed64(), &point)
        case .varint(6): appendCount(.scale, try message.zigzag32(), &point)
        case .fixed64(7): appendCount(.zeroCount, try message.fixed64(), &point)
        case .bytes(8):
            var buckets = pointLists.positive.take()
            try read(try message.content(), into: &buckets)
            pointLists.positive = buckets
            point.hasValue = true
        case .bytes(9):
            var buckets = pointLists.negative.take()
            try read(try message.content(), into: &buckets)
            pointLists.negative = buckets
            point.hasValue = true
        case .varint(10): point.flags = try unsigned32(&message, "flags")
        case .bytes(11): try exemplar(try message.content(), &point)
        case .fixed64(12): appendDouble(.minimum, try message.fixed64(), &point)
        case .fixed64(13): appendDouble(.maximum, try message.fixed64(), &point)
        case .fixed64(14): appendCount(.zeroThreshold, try message.fixed64(), &point)
        default: return false
        }
        return true
    }

    private mutating func summaryField(
        _ field: WireField,
        _ message: inout WireReader,
        _ point: inout WirePoint
    ) throws(ReadFailure) -> Bool {
        switch field {
        case .fixed64(2): point.startTime = try message.fixed64()
        case .fixed64(3): point.time = try message.fixed64()
        case .fixed64(4): appendCount(.count, try message.fixed64(), &point)
        case .fixed64(5): appendDouble(.sum, try message.fixed64(), &point)
        case .bytes(6):
            try quantile(try message.content())
            point.hasValue = true
        case .bytes(7): try attributes(7, &message, &point)
        case .varint(8): point.flags = try unsigned32(&message, "flags")
        default: return false
        }
        return true
    }

    /// Adds a number to the row being built; 0 only takes back one that came before.
    private mutating func appendCount(_ field: Field, _ word: UInt64, _ point: inout WirePoint) {
        if word == 0 {
            batch.dataPoints.remove(field)
        } else {
            batch.dataPoints.append(field, word)
        }
        point.hasValue = true
    }

    private mutating func appendDouble(_ field: Field, _ bits: UInt64, _ point: inout WirePoint) {
        batch.dataPoints.append(field, bits)
        point.hasValue = true
    }

    private mutating func appendWords(_ field: Field, _ words: [UInt8]) {
        batch.dataPoints.append(field, UInt64(batch.strings.intern(words)))
    }

    private mutating func append(
        _ buckets: WirePointLists.Buckets,
        _ offset: Field,
        _ counts: Field
    ) {
        if buckets.offset != 0 { batch.dataPoints.append(offset, buckets.offset) }
        if !buckets.counts.isEmpty { appendWords(counts, buckets.counts) }
    }

    /// Reads buckets behind those of the same sign that were read before.
    private mutating func read(
        _ message: WireReader,
        into buckets: inout WirePointLists.Buckets
    ) throws(ReadFailure) {
        var message = message
        while let field = try message.nextField() {
            switch field {
            case .varint(1): buckets.offset = try message.zigzag32()
            case .varint(2): buckets.append(try message.varint())
            case .bytes(2):
                var packed = try message.content()
                while !packed.isAtEnd { buckets.append(try packed.varint()) }
            default:
                note(.pointMember, field, at: message.position)
                try message.skip(field)
            }
        }
    }

    private mutating func quantile(_ message: WireReader) throws(ReadFailure) {
        var (quantile, value): (UInt64, UInt64) = (0, 0)
        var message = message
        while let field = try message.nextField() {
            switch field {
            case .fixed64(1): quantile = try message.fixed64()
            case .fixed64(2): value = try message.fixed64()
            default:
                note(.pointMember, field, at: message.position)
                try message.skip(field)
            }
        }
        for word in [quantile, value] {
            withUnsafeBytes(of: word.littleEndian) {
                pointLists.quantiles.append(contentsOf: $0)
            }
        }
    }

    /// Reads the attributes of a point; the position is behind the tag of the first one.
    @inline(__always)
    private mutating func attributes(
        _ number: UInt32,
        _ message: inout WireReader,
        _ point: inout WirePoint
    ) throws(ReadFailure) {
        guard point.attributes == nil else {
            _ = try message.content()
            point.hasScatteredAttributes = true
            return
        }
        point.attributes = try pointAttributes(number, &message)
    }

    private mutating func exemplar(
        _ message: WireReader,
        _ point: inout WirePoint
    ) throws(ReadFailure) {
        var message = message
        var trace: TraceID?
        var span: SpanID?
        var time: UInt64 = 0
        var number: (field: Field, word: UInt64)?
        var other: (field: WireField, position: Int)?
        while let field = try message.nextField() {
            switch field {
            case .fixed64(2): time = try message.fixed64()
            case .fixed64(3), .fixed64(6):
                number = (
                    field == .fixed64(3) ? .doubleValue : .intValue,
                    try message.fixed64()
                )
            case .bytes(4): span = try message.spanID()
            case .bytes(5): trace = try message.traceID()
            case .bytes(7): try attribute(of: .exemplar, try message.content())
            default:
                other = other ?? (field, message.position)
                try message.skip(field)
            }
        }
        if overflowCount > 0 { finishOverflow(of: .exemplar) }
        if let number {
            batch.exemplars.append(number.field, number.word)
        } else if let other {
            note(.exemplarMember, other.field, at: other.position)
        }
        let (traceWord, spanWord) = (word(trace, of: .exemplar), word(span, of: .exemplar))
        batch.exemplars.makeRoom()
        batch.exemplars.set(ExemplarColumn.trace, traceWord)
        batch.exemplars.set(ExemplarColumn.spanID, spanWord)
        batch.exemplars.set(ExemplarColumn.time, time)
        batch.exemplars.set(ExemplarColumn.point, UInt64(batch.dataPoints.rowCount))
        batch.exemplars.set(ExemplarColumn.ordinal, point.exemplarCount)
        batch.exemplars.finishRow()
        point.exemplarCount += 1
    }
}

/// Attribute sets.
extension ElementReader {
    /// Reads consecutive attributes as one set; returns its number in the batch.
    ///
    /// The position is behind the tag of the first one, whose number is less than 16.
    private mutating func pointAttributes(
        _ number: UInt32,
        _ message: inout WireReader
    ) throws(ReadFailure) -> UInt32 {
        let tag = UInt8(truncatingIfNeeded: number << 3 | 2)
        let base = message.base
        let start = message.position - 1
        let known = attributeMemo.expected(at: base + start, limit: message.end - start)
        if let known {
            let end = start + known.byteCount
            if end == message.end || base[end] != tag {
                message.advance(by: known.byteCount - 1)
                return known.value
            }
        }
        let first = message
        var count = 1
        _ = try message.content()
        while !message.isAtEnd, base[message.position] == tag {
            message.advance(by: 1)
            _ = try message.content()
            count += 1
        }
        let text = UnsafeRawBufferPointer(start: base + start, count: message.position - start)
        let memo = attributeMemo.find(text)
        if let set = memo.value { return set }
        composite.removeAll()
        composite.beginList()
        let anomalyCount = anomalies.save()
        var rest = first
        for index in 0..<count {
            if index > 0 { rest.advance(by: 1) }
            try compositeMember(try rest.content(), depth: 0)
        }
        composite.end(count: count)
        let set = batch.content.attributeSets.intern(composite.bytes)
        // What is unusual is counted each time.
        if anomalies.save() == anomalyCount { attributeMemo.remember(set, for: memo.text) }
        return set
    }
}

extension ElementReader {
    /// Reads the attributes of a point among its other fields as one set.
    @inline(never)
    private mutating func scatteredAttributes(
        of message: WireReader
    ) throws(ReadFailure) -> UInt32 {
        let attribute: WireField =
            switch pointKind {
            case .exponentialHistogram: .bytes(1)
            case .histogram: .bytes(9)
            case .gauge, .sum, .summary, .none: .bytes(7)
            }
        composite.removeAll()
        composite.beginList()
        // Those of the first run were noted.
        anomalies.isMuted = true
        defer { anomalies.isMuted = false }
        var message = message
        var count = 0
        while let field = try message.nextField() {
            guard field == attribute else {
                try message.skip(field)
                continue
            }
            try compositeMember(try message.content(), depth: 0)
            count += 1
        }
        composite.end(count: count)
        return batch.content.attributeSets.intern(composite.bytes)
    }
}

extension WireReader {
    /// Appends one number of a list, or all of them if they are packed, as little-endian words.
    fileprivate mutating func fixed64List(
        _ field: WireField,
        into list: inout [UInt8]
    ) throws(ReadFailure) {
        guard case .bytes = field else {
            let word = try fixed64().littleEndian
            return withUnsafeBytes(of: word) { list.append(contentsOf: $0) }
        }
        let packed = try content()
        guard packed.count % 8 == 0 else {
            throw .invalid("list of 64-bit numbers ends inside one", at: packed.position)
        }
        list.append(contentsOf: packed.bytes)
    }
}
