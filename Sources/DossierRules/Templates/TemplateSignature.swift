/// What a function of templates takes.
struct TemplateSignature {
    enum Parameter: String {
        case any
        case string
        case samples = "template.queryResult"
        case sample = "*template.sample"
    }

    /// The last one stands for all that follow if their number is open.
    var parameters: [Parameter]
    var isOpen = false

    /// Nil for functions that look at their arguments themselves.
    init?(of name: String) {
        switch name {
        case "externalURL", "now", "pathPrefix": parameters = []
        case "graphLink", "parseDuration", "query", "safeHtml", "stripDomain", "stripPort",
            "tableLink", "title", "toLower", "toUpper", "urlQueryEscape":
            parameters = [.string]
        case "match": parameters = [.string, .string]
        case "reReplaceAll": parameters = [.string, .string, .string]
        case "humanize", "humanize1024", "humanizeDuration", "humanizePercentage",
            "humanizeTimestamp", "len", "not", "toDuration", "toTime":
            parameters = [.any]
        case "ne", "lt", "le", "gt", "ge": parameters = [.any, .any]
        case "first": parameters = [.samples]
        case "value", "strvalue": parameters = [.sample]
        case "label": parameters = [.string, .sample]
        case "sortByLabel": parameters = [.string, .samples]
        case "printf": (parameters, isOpen) = ([.string, .any], true)
        case "call", "eq", "index", "slice": (parameters, isOpen) = ([.any, .any], true)
        default: return nil
        }
    }

    /// Why there can't be so many arguments; nil if there can.
    func objection(to count: Int, of name: String) -> String? {
        let least = isOpen ? parameters.count - 1 : parameters.count
        guard isOpen ? count < least : count != least else { return nil }
        return "wrong number of args for \(name): want \(isOpen ? "at least " : "")\(least) "
            + "got \(count)"
    }

    /// Why a value can't be an argument; nil if it can.
    ///
    /// `literal` is its text, if it stands in the template.
    func objection(to value: TemplateValue, at index: Int, literal: String?) -> String? {
        guard let parameter = parameters.dropFirst(index).first ?? parameters.last else {
            return nil
        }
        switch (parameter, value) {
        case (.any, _), (.string, .string), (.samples, .list), (.sample, .record): return nil
        case (.string, .nothing) where literal != nil: return "cannot assign nil to string"
        case (.string, _):
            if let literal { return "expected string; found \(literal)" }
        default:
            if let literal {
                return "can't handle \(literal) for arg of type \(parameter.rawValue)"
            }
        }
        return "wrong type for value; expected \(parameter.rawValue); got \(value.typeName)"
    }
}
