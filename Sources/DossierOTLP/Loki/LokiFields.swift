/// The structured metadata of an entry of Loki, divided into what Loki makes of fields of a log record
/// and of its scope, and everything else.
///
/// Of several pairs for one field the first is the field. A value that Loki can't have made of it is
/// not the field's.
struct LokiFields {
    private(set) var traceID: [UInt8]?
    private(set) var spanID: [UInt8]?
    private(set) var severityNumber: UInt64?
    private(set) var severityText: [UInt8]?
    private(set) var observedTime: UInt64?
    private(set) var flags: UInt64?
    private(set) var droppedAttributesCount: UInt64?
    private(set) var eventName: [UInt8]?
    private(set) var scope = LokiScope()
    /// What is none of these.
    private(set) var attributes: [LokiPush.Pair] = []

    init(_ metadata: [LokiPush.Pair]) {
        for pair in metadata where !take(pair) { attributes.append(pair) }
    }

    private mutating func take(_ pair: LokiPush.Pair) -> Bool {
        switch String(decoding: pair.name, as: UTF8.self) {
        case "trace_id": Self.set(&traceID, Self.id(pair.value, digitCount: 32))
        case "span_id": Self.set(&spanID, Self.id(pair.value, digitCount: 16))
        case "severity_number":
            Self.set(&severityNumber, Self.number(pair.value, through: UInt64(Int32.max)))
        case "severity_text": Self.set(&severityText, Self.text(pair.value))
        case "observed_timestamp": Self.set(&observedTime, Self.number(pair.value))
        case "flags": Self.set(&flags, Self.number(pair.value, through: UInt64(UInt32.max)))
        case "dropped_attributes_count":
            Self.set(
                &droppedAttributesCount,
                Self.number(pair.value, through: UInt64(UInt32.max))
            )
        case "event_name": Self.set(&eventName, Self.text(pair.value))
        case "scope_name": Self.set(&scope.name, Self.text(pair.value))
        case "scope_version": Self.set(&scope.version, Self.text(pair.value))
        default: false
        }
    }

    /// Sets a field that has no value yet; returns whether it did.
    private static func set<Value>(_ field: inout Value?, _ value: Value?) -> Bool {
        guard field == nil, let value else { return false }
        field = value
        return true
    }

    private static func text(_ value: [UInt8]) -> [UInt8]? { value.isEmpty ? nil : value }

    /// A number as Loki writes it, which leaves out 0.
    private static func number(_ value: [UInt8], through limit: UInt64 = .max) -> UInt64? {
        let text = String(decoding: value, as: UTF8.self)
        guard let number = UInt64(text), number > 0, number <= limit, String(number) == text else {
            return nil
        }
        return number
    }

    private static func id(_ value: [UInt8], digitCount: Int) -> [UInt8]? {
        let isID =
            value.count == digitCount && value.contains { $0 != UInt8(ascii: "0") }
            && value.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        return isID ? value : nil
    }
}

/// The scope of log records as their metadata has it.
struct LokiScope: Equatable {
    var name: [UInt8]?
    var version: [UInt8]?
}
