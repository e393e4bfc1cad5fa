import DossierPrimitives
import DossierPromQL
import DossierPromQLSyntax

/// A value while a template runs.
indirect enum TemplateValue {
    /// What a missing key of a map of anything yields.
    case nothing
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case string(String)
    case list([TemplateValue])
    case map([String: TemplateValue])
    /// A struct: its fields in order, and no others.
    case record([(name: String, value: TemplateValue)])
    /// Nanoseconds.
    case duration(Int64)
    /// Milliseconds since the Unix epoch.
    case time(Double)
    case histogram(FloatHistogram)

    /// What `if`, `with`, `and` and `or` take for true.
    var isTrue: Bool {
        switch self {
        case .nothing: false
        case .boolean(let value): value
        case .integer(let value), .duration(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let values): !values.isEmpty
        case .map(let values): !values.isEmpty
        case .time, .histogram, .record: true
        }
    }

    /// As Go's `fmt.Print` writes it.
    var text: String {
        switch self {
        case .nothing: "<no value>"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .float(let value): FloatText.general(value)
        case .string(let value): value
        case .list(let values): "[" + values.map(\.text).joined(separator: " ") + "]"
        case .map(let values):
            "map["
                + values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\($0.key):\($0.value.text)" }.joined(separator: " ") + "]"
        case .record(let fields): "{" + fields.map(\.value.text).joined(separator: " ") + "}"
        case .duration(let nanoseconds): GoDuration.text(nanoseconds: nanoseconds)
        case .time(let time): CivilTime(milliseconds: time)?.goText ?? "invalid time"
        case .histogram(let histogram): histogram.description
        }
    }

    /// The number, if it is one or a string of one.
    func number() throws(TemplateError) -> Double {
        switch self {
        case .float(let value): return value
        case .integer(let value): return Double(value)
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

    var typeName: String {
        switch self {
        case .nothing: "<nil>"
        case .boolean: "bool"
        case .integer: "int"
        case .float: "float64"
        case .string: "string"
        case .list: "template.queryResult"
        case .map: "map[string]string"
        case .record(let fields):
            fields.count == 2
                ? "*template.sample"
                : "struct { Labels map[string]string; ExternalLabels map[string]string; "
                    + "ExternalURL string; Value interface {} }"
        case .duration: "time.Duration"
        case .time: "time.Time"
        case .histogram: "*histogram.FloatHistogram"
        }
    }
}
