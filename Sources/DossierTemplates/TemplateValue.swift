import DossierPrimitives
import DossierPromQLSyntax

/// A value while a template runs.
package indirect enum TemplateValue {
    /// Go's types of whole numbers, as far as they make a difference.
    package enum WholeNumber: String, Sendable {
        case int
        case int64
    }

    /// What a missing key of a map of anything yields.
    case nothing
    case boolean(Bool)
    case integer(Int64, WholeNumber = .int)
    case float(Double)
    case string(String)
    case list([TemplateValue], typeName: String = "[]interface {}")
    /// A map of strings, whose missing keys are empty.
    case map([String: TemplateValue])
    /// A map of anything.
    case object([String: TemplateValue])
    /// A struct: its fields in order, and no others.
    case record([(name: String, value: TemplateValue)], typeName: String)
    /// Nanoseconds.
    case duration(Int64)
    case time(TemplateTime)
    /// What is only passed on and printed.
    case opaque(text: String, typeName: String)

    /// What `if`, `with`, `and` and `or` take for true.
    package var isTrue: Bool {
        switch self {
        case .nothing: false
        case .boolean(let value): value
        case .integer(let value, _), .duration(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let values, _): !values.isEmpty
        case .map(let values), .object(let values): !values.isEmpty
        case .time, .opaque, .record: true
        }
    }

    /// As Go's `fmt.Print` writes it.
    package var text: String {
        switch self {
        case .nothing: "<no value>"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value, _): String(value)
        case .float(let value): FloatText.general(value)
        case .string(let value): value
        case .list(let values, _): "[" + values.map(\.innerText).joined(separator: " ") + "]"
        case .map(let values), .object(let values):
            "map["
                + values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\($0.key):\($0.value.innerText)" }.joined(separator: " ") + "]"
        case .record(let fields, _): "{" + fields.map(\.value.text).joined(separator: " ") + "}"
        case .duration(let nanoseconds): GoDurationText.text(nanoseconds: nanoseconds)
        case .time(let time): time.description
        case .opaque(let text, _): text
        }
    }

    /// The text within a list or map.
    private var innerText: String {
        if case .nothing = self { "<nil>" } else { text }
    }

    /// The number, if it is one or a string of one.
    package func number() throws(TemplateError) -> Double {
        switch self {
        case .float(let value): return value
        case .integer(let value, _): return Double(value)
        case .duration(let nanoseconds): return Double(nanoseconds) / 1e9
        case .string(let text):
            do {
                return try NumberText.parseFloat(Array(text.utf8))
            } catch let failure {
                let reason = failure == .outOfRange ? "value out of range" : "invalid syntax"
                throw TemplateError(
                    "strconv.ParseFloat: parsing \(ByteString(text).quoted): \(reason)"
                )
            }
        default: throw TemplateError("can't convert \(typeName) to float")
        }
    }

    package var typeName: String {
        switch self {
        case .nothing: "<nil>"
        case .boolean: "bool"
        case .integer(_, let type): type.rawValue
        case .float: "float64"
        case .string: "string"
        case .list(_, let typeName), .record(_, let typeName), .opaque(_, let typeName): typeName
        case .map: "map[string]string"
        case .object: "map[string]interface {}"
        case .duration: "time.Duration"
        case .time: "time.Time"
        }
    }
}
