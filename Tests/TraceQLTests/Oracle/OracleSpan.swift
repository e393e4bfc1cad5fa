/// A value of the model, as OTLP-JSON has it.
enum OracleValue: Hashable {
    case none
    case integer(Int64)
    case double(Double)
    case string(String)
    case boolean(Bool)
    /// Nanoseconds.
    case duration(Int64)
    case status(String)
    case kind(String)
    case array([OracleValue])
    /// A key-value list, and whatever else is like no value.
    case other
}

/// A span of the model: everything about it as plain values.
struct OracleSpan: Hashable {
    var trace: String
    var id: String
    /// Empty for none.
    var parent: String
    var name: String
    /// OTLP's numbers.
    var kind: Int
    var status: Int
    /// Empty for none.
    var statusMessage: String
    var start: UInt64
    var end: UInt64
    var attributes: [String: OracleValue]
    var resource: [String: OracleValue]
    var scopeName: String
    var scopeVersion: String
    var scope: [String: OracleValue]
    var events: [OracleEvent]
    var links: [OracleLink]
}

struct OracleEvent: Hashable {
    var name: String
    var time: UInt64
    var attributes: [String: OracleValue]
}

struct OracleLink: Hashable {
    var trace: String
    var span: String
    var attributes: [String: OracleValue]
}
