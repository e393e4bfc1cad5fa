package import DossierPromQL
import DossierPromQLSyntax

extension SeriesMatcher {
    /// Reads a selector of series, such as `up{job="web"}`, as its conditions.
    package static func list(parsing text: String) throws -> [SeriesMatcher] {
        let expression = try PromQLExpression(parsing: text)
        guard case .vectorSelector(let selector) = expression.withoutParentheses else {
            throw SelectorError(text: text)
        }
        return try selector.matchers.map(SeriesMatcher.init(_:))
    }
}

/// A text that is an expression, but selects no series.
package struct SelectorError: Error, CustomStringConvertible {
    let text: String

    package var description: String {
        "'\(text)' is not a series selector; use e.g. http_requests_total{job=\"shop\"}"
    }
}
