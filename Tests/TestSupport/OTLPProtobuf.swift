/// How a field of an OTLP message is encoded in protobuf.
package enum ProtobufEncoding: Hashable, Sendable {
    case message(String)
    case text
    /// Bytes that JSON has in hexadecimal, so many.
    case id(Int)
    /// Bytes that JSON has in base64.
    case blob
    case bool
    case unsigned32
    /// A signed number that is not in zigzag encoding, and numbers of enumerations.
    case signed
    case unsigned
    case zigzag32
    case fixed64
    case signedFixed64
    case double
    case fixed32
}

/// A field of an OTLP message by its name in JSON.
package struct ProtobufField: Sendable {
    package let name: String
    package let number: Int
    package let encoding: ProtobufEncoding
    package let isRepeated: Bool

    fileprivate init(_ name: String, _ number: Int, _ encoding: ProtobufEncoding) {
        self.name = name
        self.number = number
        self.encoding = encoding
        isRepeated = false
    }

    private init(repeating field: ProtobufField) {
        name = field.name
        number = field.number
        encoding = field.encoding
        isRepeated = true
    }

    fileprivate static func list(
        _ name: String,
        _ number: Int,
        _ encoding: ProtobufEncoding
    ) -> ProtobufField {
        ProtobufField(repeating: ProtobufField(name, number, encoding))
    }
}

/// OTLP-JSON in protobuf form, written by a table of its messages, and not by code under test.
package struct OTLPProtobuf {
    /// Shuffles the fields of all messages.
    private var random: SplitMix64?
    /// Whether lists of numbers are packed, as encoders have them.
    private let packs: Bool

    /// - Parameters:
    ///   - seed: For the order of the fields; nil keeps that of the members.
    ///   - packs: Whether lists of numbers are packed.
    package init(shuffling seed: UInt64? = nil, packing packs: Bool = true) {
        random = seed.map { SplitMix64(seed: $0) }
        self.packs = packs
    }

    /// A request, whose signal is that of its only member.
    package mutating func request(_ document: JSON) -> [UInt8] {
        message("Request", document)
    }

    /// A message of the table.
    package mutating func message(_ name: String, _ value: JSON) -> [UInt8] {
        var fields: [[UInt8]] = []
        for member in value.members {
            guard let field = Self.messages[name]?.first(where: { $0.name == member.key }) else {
                continue
            }
            guard field.isRepeated else {
                fields.append(self.field(field, member.value))
                continue
            }
            let elements = member.value.elements
            if packs, field.isPackable {
                let content = elements.flatMap { scalar(field.encoding, $0) }
                fields.append(Self.delimited(field.number, content))
            } else {
                for element in elements { fields.append(self.field(field, element)) }
            }
        }
        if random != nil { shuffle(&fields) }
        return fields.flatMap { $0 }
    }

    /// Content behind a tag and its length.
    package static func delimited(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        tag(number, 2) + varint(UInt64(content.count)) + content
    }

    package static func tag(_ number: Int, _ wireType: Int) -> [UInt8] {
        varint(UInt64(number << 3 | wireType))
    }

    package static func varint(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendVarint(number)
        return bytes
    }

    private mutating func shuffle(_ fields: inout [[UInt8]]) {
        for index in fields.indices.reversed() {
            fields.swapAt(index, random?.below(index + 1) ?? index)
        }
    }

    private mutating func field(_ field: ProtobufField, _ value: JSON) -> [UInt8] {
        switch field.encoding {
        case .message(let name): Self.delimited(field.number, message(name, value))
        case .text, .id, .blob: Self.delimited(field.number, scalar(field.encoding, value))
        case .bool, .unsigned32, .signed, .unsigned, .zigzag32:
            Self.tag(field.number, 0) + scalar(field.encoding, value)
        case .fixed64, .signedFixed64, .double:
            Self.tag(field.number, 1) + scalar(field.encoding, value)
        case .fixed32: Self.tag(field.number, 5) + scalar(field.encoding, value)
        }
    }

    private func scalar(_ encoding: ProtobufEncoding, _ value: JSON) -> [UInt8] {
        switch encoding {
        case .message: []
        case .text: if case .string(let bytes) = value { bytes } else { [] }
        case .id:
            stride(from: 0, to: value.digits.count - 1, by: 2).map { index in
                UInt8(value.digits.dropFirst(index).prefix(2), radix: 16) ?? 0
            }
        case .blob: Array(value.digits.utf8).withUnsafeBytes { decodeBase64($0) } ?? []
        case .bool: value == .bool(true) ? [1] : [0]
        case .signed: Self.varint(UInt64(bitPattern: Int64(value.digits) ?? 0))
        case .unsigned, .unsigned32: Self.varint(UInt64(value.digits) ?? 0)
        case .zigzag32: Self.varint(zigzag(UInt64(bitPattern: Int64(value.digits) ?? 0)))
        case .fixed64: Self.fixed(UInt64(value.digits) ?? 0)
        case .signedFixed64: Self.fixed(UInt64(bitPattern: Int64(value.digits) ?? 0))
        case .double: Self.fixed((Double(value.digits) ?? .nan).bitPattern)
        case .fixed32: Array(Self.fixed(UInt64(value.digits) ?? 0).prefix(4))
        }
    }

    private static func fixed(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
}

extension JSON {
    /// A number, in quotes or not.
    fileprivate var digits: String {
        if case .number(let digits) = self { digits } else { text ?? "" }
    }
}

extension ProtobufField {
    fileprivate var isPackable: Bool {
        switch encoding {
        case .message, .text, .id, .blob: false
        default: true
        }
    }
}

/// The messages of OTLP.
extension OTLPProtobuf {
    package static let messages: [String: [ProtobufField]] = [
        "Request": ["Spans", "Logs", "Metrics"].map {
            .list("resource\($0)", 1, .message("Resource\($0)"))
        },
        "ResourceSpans": entry("scopeSpans", "ScopeSpans"),
        "ResourceLogs": entry("scopeLogs", "ScopeLogs"),
        "ResourceMetrics": entry("scopeMetrics", "ScopeMetrics"),
        "ScopeSpans": scope("spans", "Span"),
        "ScopeLogs": scope("logRecords", "LogRecord"),
        "ScopeMetrics": scope("metrics", "Metric"),
        "Resource": [
            attributes(1), .init("droppedAttributesCount", 2, .unsigned32),
            .list("entityRefs", 3, .message("EntityRef")),
        ],
        "EntityRef": [
            .init("schemaUrl", 1, .text), .init("type", 2, .text), .list("idKeys", 3, .text),
            .list("descriptionKeys", 4, .text),
        ],
        "Scope": [
            .init("name", 1, .text), .init("version", 2, .text), attributes(3),
            .init("droppedAttributesCount", 4, .unsigned32),
        ],
        "KeyValue": [.init("key", 1, .text), .init("value", 2, .message("AnyValue"))],
        "AnyValue": [
            .init("stringValue", 1, .text), .init("boolValue", 2, .bool),
            .init("intValue", 3, .signed), .init("doubleValue", 4, .double),
            .init("arrayValue", 5, .message("ArrayValue")),
            .init("kvlistValue", 6, .message("KeyValueList")), .init("bytesValue", 7, .blob),
        ],
        "ArrayValue": [.list("values", 1, .message("AnyValue"))],
        "KeyValueList": [.list("values", 1, .message("KeyValue"))],
    ].merging(spanMessages) { $1 }.merging(metricMessages) { $1 }

    private static let spanMessages: [String: [ProtobufField]] = [
        "Span": [
            .init("traceId", 1, .id(16)), .init("spanId", 2, .id(8)),
            .init("traceState", 3, .text), .init("parentSpanId", 4, .id(8)),
            .init("name", 5, .text), .init("kind", 6, .signed),
            .init("startTimeUnixNano", 7, .fixed64), .init("endTimeUnixNano", 8, .fixed64),
            attributes(9), .init("droppedAttributesCount", 10, .unsigned32),
            .list("events", 11, .message("Event")), .init("droppedEventsCount", 12, .unsigned32),
            .list("links", 13, .message("Link")), .init("droppedLinksCount", 14, .unsigned32),
            .init("status", 15, .message("Status")), .init("flags", 16, .fixed32),
        ],
        "Status": [.init("message", 2, .text), .init("code", 3, .signed)],
        "Event": [
            .init("timeUnixNano", 1, .fixed64), .init("name", 2, .text), attributes(3),
            .init("droppedAttributesCount", 4, .unsigned32),
        ],
        "Link": [
            .init("traceId", 1, .id(16)), .init("spanId", 2, .id(8)),
            .init("traceState", 3, .text), attributes(4),
            .init("droppedAttributesCount", 5, .unsigned32), .init("flags", 6, .fixed32),
        ],
        "LogRecord": [
            .init("timeUnixNano", 1, .fixed64), .init("severityNumber", 2, .signed),
            .init("severityText", 3, .text), .init("body", 5, .message("AnyValue")),
            attributes(6), .init("droppedAttributesCount", 7, .unsigned32),
            .init("flags", 8, .fixed32), .init("traceId", 9, .id(16)),
            .init("spanId", 10, .id(8)), .init("observedTimeUnixNano", 11, .fixed64),
            .init("eventName", 12, .text),
        ],
    ]

    private static let metricMessages: [String: [ProtobufField]] = [
        "Metric": [
            .init("name", 1, .text), .init("description", 2, .text), .init("unit", 3, .text),
            .init("gauge", 5, .message("Gauge")), .init("sum", 7, .message("Sum")),
            .init("histogram", 9, .message("Histogram")),
            .init("exponentialHistogram", 10, .message("ExponentialHistogram")),
            .init("summary", 11, .message("Summary")),
            .list("metadata", 12, .message("KeyValue")),
        ],
        "Gauge": data("NumberDataPoint"),
        "Sum": data("NumberDataPoint") + [
            .init("aggregationTemporality", 2, .signed), .init("isMonotonic", 3, .bool),
        ],
        "Histogram": data("HistogramDataPoint") + [.init("aggregationTemporality", 2, .signed)],
        "ExponentialHistogram": data("ExponentialHistogramDataPoint") + [
            .init("aggregationTemporality", 2, .signed)
        ],
        "Summary": data("SummaryDataPoint"),
        "NumberDataPoint": times + [
            .init("asDouble", 4, .double), .list("exemplars", 5, .message("Exemplar")),
            .init("asInt", 6, .signedFixed64), attributes(7), .init("flags", 8, .unsigned32),
        ],
        "HistogramDataPoint": times + [
            .init("count", 4, .fixed64), .init("sum", 5, .double),
            .list("bucketCounts", 6, .fixed64), .list("explicitBounds", 7, .double),
            .list("exemplars", 8, .message("Exemplar")), attributes(9),
            .init("flags", 10, .unsigned32), .init("min", 11, .double), .init("max", 12, .double),
        ],
        "ExponentialHistogramDataPoint": [attributes(1)] + times + [
            .init("count", 4, .fixed64), .init("sum", 5, .double), .init("scale", 6, .zigzag32),
            .init("zeroCount", 7, .fixed64), .init("positive", 8, .message("Buckets")),
            .init("negative", 9, .message("Buckets")), .init("flags", 10, .unsigned32),
            .list("exemplars", 11, .message("Exemplar")), .init("min", 12, .double),
            .init("max", 13, .double), .init("zeroThreshold", 14, .double),
        ],
        "Buckets": [.init("offset", 1, .zigzag32), .list("bucketCounts", 2, .unsigned)],
        "SummaryDataPoint": times + [
            .init("count", 4, .fixed64), .init("sum", 5, .double),
            .list("quantileValues", 6, .message("Quantile")), attributes(7),
            .init("flags", 8, .unsigned32),
        ],
        "Quantile": [.init("quantile", 1, .double), .init("value", 2, .double)],
        "Exemplar": [
            .init("timeUnixNano", 2, .fixed64), .init("asDouble", 3, .double),
            .init("spanId", 4, .id(8)), .init("traceId", 5, .id(16)),
            .init("asInt", 6, .signedFixed64),
            .list("filteredAttributes", 7, .message("KeyValue")),
        ],
    ]

    private static let times: [ProtobufField] = [
        .init("startTimeUnixNano", 2, .fixed64), .init("timeUnixNano", 3, .fixed64),
    ]

    private static func attributes(_ number: Int) -> ProtobufField {
        .list("attributes", number, .message("KeyValue"))
    }

    private static func entry(_ member: String, _ message: String) -> [ProtobufField] {
        [
            .init("resource", 1, .message("Resource")), .list(member, 2, .message(message)),
            .init("schemaUrl", 3, .text),
        ]
    }

    private static func scope(_ member: String, _ message: String) -> [ProtobufField] {
        [
            .init("scope", 1, .message("Scope")), .list(member, 2, .message(message)),
            .init("schemaUrl", 3, .text),
        ]
    }

    private static func data(_ point: String) -> [ProtobufField] {
        [.list("dataPoints", 1, .message(point))]
    }
}
