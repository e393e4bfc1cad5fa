import DossierPromQLSyntax
import DossierRegularExpressions

/// The functions that templates call.
struct TemplateFunctions {
    let milliseconds: Int64
    let externalURL: String
    let query: TextTemplate.Query

    static let names: Set<String> = [
        "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "slice", "print",
        "printf", "println", "html", "js", "urlquery", "call", "query", "first", "label", "value",
        "strvalue", "sortByLabel", "args", "safeHtml", "humanize", "humanize1024",
        "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime", "toDuration",
        "now", "parseDuration", "title", "toUpper", "toLower", "stripPort", "stripDomain", "match",
        "reReplaceAll", "graphLink", "tableLink", "pathPrefix", "externalURL", "urlQueryEscape",
    ]

    func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "not", "eq", "ne", "lt", "le", "gt", "ge": return try compare(name, arguments)
        case "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery",
            "call",
            "args":
            return try callBuiltin(name, arguments)
        case "query", "first", "label", "value", "strvalue", "sortByLabel":
            return try callOnSamples(name, arguments)
        case "humanize", "humanize1024", "humanizeDuration", "humanizePercentage",
            "humanizeTimestamp", "toTime", "toDuration", "now", "parseDuration":
            return try callOnNumbers(name, arguments)
        default: return try callOnText(name, arguments)
        }
    }

    func argument(
        _ index: Int,
        of arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        guard index < arguments.count else {
            throw TemplateError("wrong number of args: got \(arguments.count)")
        }
        return arguments[index]
    }

    func text(_ index: Int, of arguments: [TemplateValue]) throws(TemplateError) -> String {
        switch try argument(index, of: arguments) {
        case .string(let text): return text
        case let other:
            throw TemplateError("wrong type for value; expected string; got \(other.typeName)")
        }
    }

    private func callOnText(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "pathPrefix": return .string(TemplateText.path(ofURL: externalURL))
        case "externalURL": return .string(externalURL)
        case "match":
            let pattern = try pattern(try text(0, of: arguments))
            return .boolean(pattern.matches(Array(try text(1, of: arguments).utf8)))
        case "reReplaceAll":
            let text = try text(0, of: arguments)
            let pattern: RegularExpression
            do {
                pattern = try self.pattern(text)
            } catch let error {
                let quote = text.contains("`") ? "\"" : "`"
                throw TemplateError("regexp: Compile(\(quote)\(text)\(quote)): \(error)")
            }
            let replaced = pattern.replacingMatches(
                in: Array(try self.text(2, of: arguments).utf8),
                with: Array(try self.text(1, of: arguments).utf8)
            )
            return .string(String(decoding: replaced, as: UTF8.self))
        default: break
        }
        let text = try text(0, of: arguments)
        switch name {
        case "title": return .string(TemplateText.title(text))
        case "toUpper":
            return .string(TemplateText.mapped(text, \.properties.uppercaseMapping))
        case "toLower":
            return .string(TemplateText.mapped(text, \.properties.lowercaseMapping))
        case "stripPort": return .string(TemplateText.strippingPort(text))
        case "stripDomain": return .string(TemplateText.strippingDomain(text))
        case "graphLink", "tableLink":
            let tab = name == "graphLink" ? 0 : 1
            return .string("/graph?g0.expr=\(TemplateText.queryEscaped(text))&g0.tab=\(tab)")
        case "urlQueryEscape": return .string(TemplateText.queryEscaped(text))
        default: return .string(text)
        }
    }

    private func pattern(_ text: String) throws(TemplateError) -> RegularExpression {
        do {
            return try RegularExpression(searching: ByteString(text))
        } catch let error {
            throw TemplateError(error.description)
        }
    }
}
