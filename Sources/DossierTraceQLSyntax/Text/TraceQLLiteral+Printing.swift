import DossierPrimitives
import DossierRegularExpressions

extension TraceQLLiteral: CustomStringConvertible {
    /// The canonical text: strings in backquotes where they have none, floats with `.` or `e`.
    package var description: String {
        switch self {
        case .integer(.min): "minInt"
        case .integer(let value): "\(value)"
        case .double(let value): value.isNaN ? "(0.0 / 0.0)" : FloatText.openMetrics(value)
        case .string(let bytes): Self.text(of: bytes)
        case .boolean(let value): value ? "true" : "false"
        case .duration(let nanoseconds): GoDurationText.text(nanoseconds: nanoseconds)
        case .status(let status): status.name
        case .kind(let kind): kind.name
        }
    }

    /// Whether the text begins with a sign, which then binds less than a product or a power.
    var isNegative: Bool {
        switch self {
        case .integer(let value): value < 0 && value != .min
        case .double(let value): value.sign == .minus && !value.isNaN
        case .duration(let value): value < 0
        default: false
        }
    }

    private static func text(of bytes: [UInt8]) -> String {
        let mustEscape = "`\r\0".utf8.contains { bytes.contains($0) } || !UTF8Scalar.isValid(bytes)
        return mustEscape
            ? QuotedText.text(of: bytes) : "`\(String(decoding: bytes, as: UTF8.self))`"
    }
}

extension TraceQLStatus {
    /// The status as it is written.
    package var name: String { String(describing: self) }

    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

extension TraceQLKind {
    /// The kind as it is written.
    package var name: String { String(describing: self) }

    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
