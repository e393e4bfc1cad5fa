import Foundation

/// A value as it is, without columns.
indirect enum OracleValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case array([OracleValue])
    case map([OracleMember])
}

/// An attribute, or a member of a map.
struct OracleMember: Hashable, Sendable {
    let key: String
    let value: OracleValue

    init(_ key: String, _ value: OracleValue) {
        self.key = key
        self.value = value
    }
}

/// A log record as plain values.
struct OracleRecord: Sendable {
    /// Its observed time, by which it is told from others.
    var number: Int
    /// Nanoseconds; 0 if unknown.
    var time: Int64
    var severityText: String?
    var severityNumber: Int64
    var body: OracleValue?
    var attributes: [OracleMember]
    var scopeName: String
    var scopeVersion: String
    var scope: [OracleMember]
    var resource: [OracleMember]
    var trace: String?
    var span: String?
    var eventName: String?
}

extension OracleValue {
    /// The JSON text.
    var json: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): "\(value)"
        case .double(let value):
            value.isNaN
                ? "\"NaN\"" : value.isFinite ? "\(value)" : "\"\(value > 0 ? "" : "-")Infinity\""
        case .string(let text): Self.quoted(text)
        case .bytes(let bytes): "\"\(Data(bytes).base64EncodedString())\""
        case .array(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .map(let members):
            "{\(members.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\""
            + text.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    /// The value as OTLP's JSON has it.
    var otlp: String {
        switch self {
        case .null: "{}"
        case .bool: "{\"boolValue\":\(json)}"
        case .int(let value): "{\"intValue\":\"\(value)\"}"
        case .double: "{\"doubleValue\":\(json)}"
        case .string: "{\"stringValue\":\(json)}"
        case .bytes: "{\"bytesValue\":\(json)}"
        case .array(let elements):
            "{\"arrayValue\":{\"values\":[\(elements.map(\.otlp).joined(separator: ","))]}}"
        case .map(let members): "{\"kvlistValue\":{\"values\":\(members.otlp)}}"
        }
    }
}

extension [OracleMember] {
    /// The members as OTLP's JSON has them.
    var otlp: String {
        let members = map {
            "{\"key\":\(OracleValue.string($0.key).json),\"value\":\($0.value.otlp)}"
        }
        return "[\(members.joined(separator: ","))]"
    }
}

extension OracleRecord {
    /// The record in a `ResourceLogs` of its own.
    var otlp: String {
        var members = ["\"observedTimeUnixNano\":\"\(number)\""]
        if time != 0 { members.append("\"timeUnixNano\":\"\(time)\"") }
        if severityNumber != 0 { members.append("\"severityNumber\":\(severityNumber)") }
        if let severityText {
            members.append("\"severityText\":\(OracleValue.string(severityText).json)")
        }
        if let body { members.append("\"body\":\(body.otlp)") }
        if !attributes.isEmpty { members.append("\"attributes\":\(attributes.otlp)") }
        if let trace { members.append("\"traceId\":\"\(trace)\"") }
        if let span { members.append("\"spanId\":\"\(span)\"") }
        if let eventName { members.append("\"eventName\":\(OracleValue.string(eventName).json)") }
        let scope =
            "{\"name\":\"\(scopeName)\",\"version\":\"\(scopeVersion)\",\"attributes\":\(scope.otlp)}"
        return "{\"resource\":{\"attributes\":\(resource.otlp)},\"scopeLogs\":[{\"scope\":\(scope),"
            + "\"logRecords\":[{\(members.joined(separator: ","))}]}]}"
    }
}
