import DossierTemplates

/// The text of a label or annotation of an alerting rule, parsed once.
enum PreparedText: Sendable {
    /// It has no actions.
    case plain(String)
    case template(RuleTemplate)
    /// The replacement for a text that is not a valid template.
    case broken(String)

    init(_ text: String, of rule: Rule) {
        guard text.utf8.contains(UInt8(ascii: "{")) else {
            self = .plain(text)
            return
        }
        do {
            self = .template(try RuleTemplate(parsing: text, name: "__alert_\(rule.name)"))
        } catch {
            let name = "__alert_\(rule.name)"
            self = .broken(
                Self.replacement("error parsing template \(name): template: \(error)")
            )
        }
    }

    /// The expanded text; an error becomes part of it.
    func expand(
        _ data: RuleTemplate.Data,
        at milliseconds: Int64,
        query: @escaping RuleTemplate.Query
    ) -> String {
        switch self {
        case .plain(let text), .broken(let text): return text
        case .template(let template):
            do {
                return try template.expand(data, at: milliseconds, query: query)
            } catch {
                return Self.replacement(error.description)
            }
        }
    }

    private static func replacement(_ reason: String) -> String {
        "<error expanding template: \(reason)>"
    }
}
