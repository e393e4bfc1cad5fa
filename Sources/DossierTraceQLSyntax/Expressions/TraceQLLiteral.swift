/// A constant.
package enum TraceQLLiteral: Hashable, Sendable {
    case integer(Int64)
    case double(Double)
    /// The bytes of a string, which need not be UTF-8.
    case string([UInt8])
    case boolean(Bool)
    /// Nanoseconds.
    case duration(Int64)
    case status(TraceQLStatus)
    case kind(TraceQLKind)
}

/// The status of a span; the raw value is what an integer attribute is compared with.
package enum TraceQLStatus: Int64, Hashable, Sendable, CaseIterable {
    case error, ok, unset
}

/// The kind of a span, with OTLP's numbers.
package enum TraceQLKind: Int64, Hashable, Sendable, CaseIterable {
    case unspecified, `internal`, server, client, producer, consumer
}

/// The type of a value, as far as it is known without a span.
package enum TraceQLType: Hashable, Sendable {
    /// Of an attribute, and so known only at run time.
    case attribute
    case integer, double, string, boolean, duration, status, kind
}

extension TraceQLLiteral {
    package var type: TraceQLType {
        switch self {
        case .integer: .integer
        case .double: .double
        case .string: .string
        case .boolean: .boolean
        case .duration: .duration
        case .status: .status
        case .kind: .kind
        }
    }

    /// An integer, a double, or the nanoseconds of a duration; nil for other types.
    package var number: Double? {
        switch self {
        case .integer(let value), .duration(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension TraceQLType {
    /// Whether values of the type are numbers: integers, doubles and durations.
    package var isNumber: Bool { self == .integer || self == .double || self == .duration }
}
