package import DossierTraceQLSyntax

/// What a field or expression is for a span.
///
/// As the key of a group a number that is none equals itself; `=` compares otherwise.
package enum TraceQLValue: Sendable {
    /// Absent.
    case none
    case integer(Int64)
    case double(Double)
    case string(ArraySlice<UInt8>)
    case boolean(Bool)
    /// Nanoseconds.
    case duration(Int64)
    case status(TraceQLStatus)
    case kind(TraceQLKind)
    case integers([Int64])
    case doubles([Double])
    case strings([[UInt8]])
    case booleans([Bool])

    package init(_ literal: TraceQLLiteral) {
        self =
            switch literal {
            case .integer(let value): .integer(value)
            case .double(let value): .double(value)
            case .string(let bytes): .string(bytes[...])
            case .boolean(let value): .boolean(value)
            case .duration(let nanoseconds): .duration(nanoseconds)
            case .status(let status): .status(status)
            case .kind(let kind): .kind(kind)
            }
    }

    package static func text(_ text: String) -> TraceQLValue { .string(Array(text.utf8)[...]) }
}

extension TraceQLValue {
    package var isNone: Bool { if case .none = self { true } else { false } }

    /// An integer, a double, or the nanoseconds of a duration; nil for other types.
    package var number: Double? {
        switch self {
        case .integer(let value), .duration(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The values of an array; nil if it is none.
    var elements: [TraceQLValue]? {
        switch self {
        case .integers(let values): values.map { .integer($0) }
        case .doubles(let values): values.map { .double($0) }
        case .strings(let values): values.map { .string($0[...]) }
        case .booleans(let values): values.map { .boolean($0) }
        default: nil
        }
    }
}
