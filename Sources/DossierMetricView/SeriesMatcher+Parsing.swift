package import DossierPromQL
import DossierPromQLSyntax

extension SeriesMatcher {
    /// Reads a selector of series, such as `up{job="web"}`, as its conditions.
    package static func list(parsing text: String) throws -> [SeriesMatcher] {
        let selector = try VectorSelector(parsing: text)
        // `offset`, `@` and the like are of queries.
        guard selector.offset == .milliseconds(0), selector.at == nil,
            selector.windowExtension == nil
        else { throw SelectorError(text: text) }
        return try selector.matchers.map(SeriesMatcher.init(_:))
    }
}

extension VectorSelector {
    /// Reads a selector of series, such as `up{job="web"}`.
    package init(parsing text: String) throws {
        let expression = try PromQLExpression(parsing: text)
        guard case .vectorSelector(let selector) = expression.withoutParentheses else {
            throw SelectorError(text: text)
        }
        self = selector
    }

    /// Selects the metric whose name has a suffix more.
    package mutating func append(suffix: String) {
        guard !name.isEmpty, !suffix.isEmpty else { return }
        name = ByteString(name.bytes + Array(suffix.utf8))
        for index in matchers.indices where matchers[index].name == ByteString("__name__") {
            matchers[index].value = name
        }
    }
}

/// A text that is an expression, but selects no series.
package struct SelectorError: Error, CustomStringConvertible {
    let text: String

    package var description: String {
        "'\(text)' is not a series selector; use e.g. http_requests_total{job=\"shop\"}"
    }
}
