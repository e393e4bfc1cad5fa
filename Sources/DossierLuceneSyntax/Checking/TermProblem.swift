import DossierRegularExpressions

/// Why a term asks for what its field can't have.
struct TermProblem {
    let message: String
    let advice: String?

    private init(_ message: String, advice: String? = nil) {
        self.message = message
        self.advice = advice
    }

    /// Nil if nothing is wrong with the term.
    init?(of term: LuceneTerm) {
        guard let problem = Self.problem(of: term) else { return nil }
        self = problem
    }

    private static func problem(of term: LuceneTerm) -> TermProblem? {
        if case .pattern(let pattern) = term.value, let problem = problem(ofPattern: pattern) {
            return problem
        }
        switch (term.field, term.value) {
        case (.body, .range):
            return TermProblem(
                "a body has no range: it is a text",
                advice: "name an attribute before the range, or put it in quotes"
            )
        case (.severityNumber, .wildcard), (.severityNumber, .pattern):
            return TermProblem(
                "`severity_number` is a number, which has no wildcards",
                advice: "write a range, such as severity_number:>=17"
            )
        case (.time, .wildcard), (.time, .pattern):
            return TermProblem(
                "a time has no wildcards",
                advice: "write a date, whole or its beginning: 2026-11 is the month"
            )
        case (.time, .text(let text)): return problem(ofTime: text)
        case (.time, .range(let range)):
            return [range.lower, range.upper].lazy
                .compactMap { $0.flatMap { problem(ofTime: $0.text) } }.first
        default: return nil
        }
    }

    private static func problem(ofTime text: [UInt8]) -> TermProblem? {
        guard LuceneTime(parsing: text) == nil else { return nil }
        return TermProblem(
            "`\(String(decoding: text.prefix(60), as: UTF8.self))` is not a time",
            advice: "write a date such as 2026-11-03T10:30, now-1h, or milliseconds since 1970; in"
                + " quotes if a colon is in it"
        )
    }

    private static func problem(ofPattern pattern: [UInt8]) -> TermProblem? {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(anchoring: pattern)
            return nil
        } catch {
            return TermProblem(
                "invalid regular expression: \(error.code.rawValue)\(part(of: error))"
            )
        }
    }

    /// What is at fault, where that is known.
    private static func part(of error: RegularExpressionError) -> String {
        guard !error.part.isEmpty else { return "" }
        let part = String(decoding: error.part, as: UTF8.self)
        return ": `\(ShortenedText.text(part, upTo: ShortenedText.nameLength))`"
    }
}
