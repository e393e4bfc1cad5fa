internal import DossierPrimitives
internal import DossierTraceQLSyntax

extension TraceQLValue {
    /// The value as text without quotes: `nil` for none, durations as Go has them.
    package var labelText: String {
        switch self {
        case .none: "nil"
        case .integer(let value): "\(value)"
        case .double(let value): FloatText.decimal(value)
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .boolean(let value): "\(value)"
        case .duration(let nanoseconds): "\(TraceQLLiteral.duration(nanoseconds))"
        case .status(let status): "\(status)"
        case .kind(let kind): "\(kind)"
        case .integers(let values): Self.list(values.map { "\($0)" })
        case .doubles(let values): Self.list(values.map { FloatText.decimal($0) })
        case .strings(let values): Self.list(values.map { String(decoding: $0, as: UTF8.self) })
        case .booleans(let values): Self.list(values.map { "\($0)" })
        }
    }

    private static func list(_ elements: [String]) -> String {
        "[\(elements.joined(separator: ", "))]"
    }
}
