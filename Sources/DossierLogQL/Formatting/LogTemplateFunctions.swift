import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions
import DossierTemplates

/// The functions that templates of entries call.
struct LogTemplateFunctions: TemplateFunctions {
    let entry: LogEntry

    func signature(of name: String) -> TemplateSignature? {
        switch name {
        case "__line__", "__timestamp__", "now": TemplateSignature([])
        case "lower", "upper", "title", "trim", "fromJson", "b64enc", "b64dec", "unixToTime",
            "bytes", "duration", "duration_seconds", "urlencode", "urldecode", "ToLower",
            "ToUpper", "TrimSpace":
            TemplateSignature([.string])
        case "contains", "hasPrefix", "hasSuffix", "trimAll", "trimPrefix", "trimSuffix",
            "toDate", "count", "Trim", "TrimLeft", "TrimRight", "TrimPrefix", "TrimSuffix":
            TemplateSignature([.string, .string])
        case "trunc", "indent", "nindent", "repeat", "alignLeft", "alignRight":
            TemplateSignature([.integer, .string])
        case "substr": TemplateSignature([.integer, .integer, .string])
        case "replace", "toDateInZone", "regexReplaceAll", "regexReplaceAllLiteral":
            TemplateSignature([.string, .string, .string])
        case "Replace": TemplateSignature([.string, .string, .string, .integer])
        case "int", "float64", "ceil", "floor": TemplateSignature([.any])
        case "sub", "div", "mod": TemplateSignature([.any, .any])
        case "max", "min", "maxf", "minf", "subf", "divf", "mulf", "mul":
            TemplateSignature([.any, .any], isOpen: true)
        case "round": TemplateSignature([.any, .integer, .float], isOpen: true)
        case "date": TemplateSignature([.string, .any])
        case "unixEpoch", "unixEpochMillis", "unixEpochNanos": TemplateSignature([.time])
        case "default": TemplateSignature([.any, .any], isOpen: true)
        default: nil
        }
    }

    func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "__line__": return .string(String(decoding: entry.line, as: UTF8.self))
        case "__timestamp__": return .time(TemplateTime(nanoseconds: entry.nanoseconds))
        case "default":
            let given = arguments.count > 1 ? arguments[1] : .nothing
            return given.isTrue ? given : try arguments.argument(0)
        case "fromJson": return TemplateJSON.value(try arguments.text(0))
        case "int", "float64", "add", "sub", "mul", "div", "mod", "addf", "subf", "mulf", "divf",
            "max", "min", "maxf", "minf", "ceil", "floor", "round", "bytes", "duration",
            "duration_seconds":
            return try LogTemplateNumbers.call(name, arguments)
        case "now", "date", "toDate", "toDateInZone", "unixToTime", "unixEpoch",
            "unixEpochMillis", "unixEpochNanos":
            return try LogTemplateTimes.call(name, arguments)
        default: return try LogTemplateTexts.call(name, arguments)
        }
    }
}
