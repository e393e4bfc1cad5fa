import DossierPromQLSyntax
import DossierRegularExpressions
import DossierTemplates

/// The functions that templates of rules call.
struct RuleTemplateFunctions: TemplateFunctions {
    let milliseconds: Int64
    let externalURL: String
    let query: RuleTemplate.Query

    /// The type of what a query yields, and of one sample of it.
    static let samplesTypeName = "template.queryResult"
    static let sampleTypeName = "*template.sample"

    static let names: Set<String> = [
        "query", "first", "label", "value", "strvalue", "sortByLabel", "args", "safeHtml",
        "humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp",
        "toTime", "toDuration", "now", "parseDuration", "title", "toUpper", "toLower", "stripPort",
        "stripDomain", "match", "reReplaceAll", "graphLink", "tableLink", "pathPrefix",
        "externalURL", "urlQueryEscape",
    ]

    func signature(of name: String) -> TemplateSignature? {
        switch name {
        case "externalURL", "now", "pathPrefix": TemplateSignature([])
        case "graphLink", "parseDuration", "query", "safeHtml", "stripDomain", "stripPort",
            "tableLink", "title", "toLower", "toUpper", "urlQueryEscape":
            TemplateSignature([.string])
        case "match": TemplateSignature([.string, .string])
        case "reReplaceAll": TemplateSignature([.string, .string, .string])
        case "humanize", "humanize1024", "humanizeDuration", "humanizePercentage",
            "humanizeTimestamp", "toDuration", "toTime":
            TemplateSignature([.any])
        case "first": TemplateSignature([.named(Self.samplesTypeName)])
        case "value", "strvalue": TemplateSignature([.named(Self.sampleTypeName)])
        case "label": TemplateSignature([.string, .named(Self.sampleTypeName)])
        case "sortByLabel": TemplateSignature([.string, .named(Self.samplesTypeName)])
        default: nil
        }
    }

    func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "args":
            let named = arguments.enumerated().map { ("arg\($0.offset)", $0.element) }
            return .map(Dictionary(named) { $1 })
        case "query", "first", "label", "value", "strvalue", "sortByLabel":
            return try callOnSamples(name, arguments)
        case "humanize", "humanize1024", "humanizeDuration", "humanizePercentage",
            "humanizeTimestamp", "toTime", "toDuration", "now", "parseDuration":
            return try callOnNumbers(name, arguments)
        default: return try callOnText(name, arguments)
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
            let pattern = try pattern(try arguments.text(0))
            return .boolean(pattern.matches(Array(try arguments.text(1).utf8)))
        case "reReplaceAll":
            let text = try arguments.text(0)
            let pattern: RegularExpression
            do {
                pattern = try self.pattern(text)
            } catch let error {
                let quote = text.contains("`") ? "\"" : "`"
                throw TemplateError("regexp: Compile(\(quote)\(text)\(quote)): \(error)")
            }
            let replaced = pattern.replacingMatches(
                in: Array(try arguments.text(2).utf8),
                with: Array(try arguments.text(1).utf8)
            )
            return .string(String(decoding: replaced, as: UTF8.self))
        default: break
        }
        let text = try arguments.text(0)
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
