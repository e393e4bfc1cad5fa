/// Spans of OTLP in protobuf as OTLP-JSON, for comparing them with what JSON says.
///
/// The reader is the plain one: fields that it does not know, and what is cut off, are nil.
package enum OTLPProtobufReader {
    /// A `TracesData`.
    package static func tracesData(_ message: some Collection<UInt8>) -> JSON? {
        object(.tracesData, Array(message)[...])
    }

    /// How the value of a field is read.
    private indirect enum Kind {
        case message(Message)
        case text, id, base64
        case number, quoted, flag, double, fixed
        case list(Kind)
    }

    private enum Message {
        case tracesData, resourceSpans, resource, scopeSpans, scope, span, event, link, status
        case attribute, value, values, members, entity

        var fields: [UInt64: (String, Kind)] {
            switch self {
            case .tracesData: [1: ("resourceSpans", .list(.message(.resourceSpans)))]
            case .resourceSpans:
                [
                    1: ("resource", .message(.resource)),
                    2: ("scopeSpans", .list(.message(.scopeSpans))), 3: ("schemaUrl", .text),
                ]
            case .scopeSpans:
                [
                    1: ("scope", .message(.scope)), 2: ("spans", .list(.message(.span))),
                    3: ("schemaUrl", .text),
                ]
            case .resource:
                [
                    1: ("attributes", .list(.message(.attribute))),
                    2: ("droppedAttributesCount", .number),
                    3: ("entityRefs", .list(.message(.entity))),
                ]
            case .entity:
                [
                    1: ("schemaUrl", .text), 2: ("type", .text), 3: ("idKeys", .list(.text)),
                    4: ("descriptionKeys", .list(.text)),
                ]
            case .scope:
                [
                    1: ("name", .text), 2: ("version", .text),
                    3: ("attributes", .list(.message(.attribute))),
                    4: ("droppedAttributesCount", .number),
                ]
            case .span:
                [
                    1: ("traceId", .id), 2: ("spanId", .id), 3: ("traceState", .text),
                    4: ("parentSpanId", .id), 5: ("name", .text), 6: ("kind", .number),
                    7: ("startTimeUnixNano", .fixed), 8: ("endTimeUnixNano", .fixed),
                    9: ("attributes", .list(.message(.attribute))),
                    10: ("droppedAttributesCount", .number),
                    11: ("events", .list(.message(.event))), 12: ("droppedEventsCount", .number),
                    13: ("links", .list(.message(.link))), 14: ("droppedLinksCount", .number),
                    15: ("status", .message(.status)), 16: ("flags", .number),
                ]
            case .event:
                [
                    1: ("timeUnixNano", .fixed), 2: ("name", .text),
                    3: ("attributes", .list(.message(.attribute))),
                    4: ("droppedAttributesCount", .number),
                ]
            case .link:
                [
                    1: ("traceId", .id), 2: ("spanId", .id), 3: ("traceState", .text),
                    4: ("attributes", .list(.message(.attribute))),
                    5: ("droppedAttributesCount", .number), 6: ("flags", .number),
                ]
            case .status: [2: ("message", .text), 3: ("code", .number)]
            case .attribute: [1: ("key", .text), 2: ("value", .message(.value))]
            case .value:
                [
                    1: ("stringValue", .text), 2: ("boolValue", .flag), 3: ("intValue", .quoted),
                    4: ("doubleValue", .double), 5: ("arrayValue", .message(.values)),
                    6: ("kvlistValue", .message(.members)), 7: ("bytesValue", .base64),
                ]
            case .values: [1: ("values", .list(.message(.value)))]
            case .members: [1: ("values", .list(.message(.attribute)))]
            }
        }
    }

    /// Recursion is as deep as the messages of a test.
    private static func object(_ message: Message, _ bytes: ArraySlice<UInt8>) -> JSON? {
        var rest = bytes
        var members: [JSON.Member] = []
        while !rest.isEmpty {
            guard let tag = varint(&rest), let (key, kind) = message.fields[tag >> 3] else {
                return nil
            }
            guard case .list(let element) = kind else {
                guard let value = value(kind, tag & 7, &rest) else { return nil }
                members.append(JSON.Member(key: key, value: value))
                continue
            }
            guard let value = value(element, tag & 7, &rest) else { return nil }
            if let known = members.firstIndex(where: { $0.key == key }) {
                members[known].value = .array(members[known].value.elements + [value])
            } else {
                members.append(JSON.Member(key: key, value: .array([value])))
            }
        }
        return .object(members)
    }

    private static func value(
        _ kind: Kind,
        _ wireType: UInt64,
        _ rest: inout ArraySlice<UInt8>
    ) -> JSON? {
        switch (kind, wireType) {
        case (.number, 0): varint(&rest).map { .number("\($0)") }
        case (.number, 5): little(4, &rest).map { .number("\($0)") }
        case (.quoted, 0): varint(&rest).map { .text("\(Int64(bitPattern: $0))") }
        case (.flag, 0): varint(&rest).map { .bool($0 != 0) }
        case (.fixed, 1): little(8, &rest).map { .text("\($0)") }
        case (.double, 1):
            little(8, &rest).map { bits -> JSON in
                let number = Double(bitPattern: bits)
                return number.isNaN ? .text("NaN") : .number("\(number)")
            }
        case (.text, 2): counted(&rest).map { .string(Array($0)) }
        case (.id, 2):
            counted(&rest).map { bytes in
                .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
            }
        case (.base64, 2): counted(&rest).map { .text(base64(Array($0))) }
        case (.message(let message), 2): counted(&rest).flatMap { object(message, $0) }
        default: nil
        }
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private static func little(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> UInt64? {
        guard rest.count >= count else { return nil }
        let value = rest.prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(count)
        return value
    }

    private static func counted(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let count = varint(&rest), count <= UInt64(rest.count) else { return nil }
        let bytes = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return bytes
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        )
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let some = bytes[start..<min(start + 3, bytes.count)]
            let word = some.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - some.count))
            let digits = (0...some.count).map { String(alphabet[word >> (18 - 6 * $0) & 63]) }
            return digits.joined() + String(repeating: "=", count: 3 - some.count)
        }
        .joined()
    }
}
