/// What to write instead of what people write out of habit.
extension Parser {
    mutating func adviceAboutNext() throws(TraceQLSyntaxError) -> String? {
        switch try peek().kind {
        case .word(let word): return Self.advice(aboutWord: word)
        case .symbol(.equal): return "equality is written ="
        case .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.slash):
            return "metrics queries are operands in parentheses: ({ … } | rate()) * 2"
        case .duration: return "a duration has no spaces inside: 1h30m"
        case .symbol(.rightBrace), .symbol(.rightParenthesis):
            return nil
        default: return nil
        }
    }

    private static func advice(aboutWord word: String) -> String? {
        switch word.lowercased() {
        case "and": return "and is written &&"
        case "or": return "or is written ||"
        case "not": return "not is written !"
        case "true", "false", "nil", "error", "ok", "unset", "server", "client", "internal",
            "producer", "consumer", "unspecified":
            return word == word.lowercased() ? nil : "write it in lower case"
        case "null", "none": return "the absent value is written nil"
        case "childcount": return "write span:childCount"
        case "rootservice": return "write rootServiceName"
        case "trace", "span", "resource", "event", "link", "instrumentation", "scope": return nil
        default: break
        }
        guard Keyword(rawValue: word) == nil, Field(word: word) == nil else { return nil }
        return "attributes have a scope, as .\(word) or span.\(word), and strings quotes"
    }
}
