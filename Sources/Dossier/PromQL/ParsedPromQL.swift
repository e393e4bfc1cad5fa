internal import DossierPromQLSyntax

/// A PromQL expression that was read and checked, to be printed.
///
/// ```swift
/// let parsed = try ParsedPromQL("sum(rate(x[5m]))by(job)")
/// print(parsed.formatted)  // sum by (job) (rate(x[5m]))
/// ```
public struct ParsedPromQL: Sendable {
    /// The syntax tree.
    let expression: PromQLExpression

    /// Reads and checks a text.
    ///
    /// - Parameters:
    ///   - text: The text of the expression.
    ///   - options: What the expression may use beyond what is stable in Prometheus.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidExpression`` and a
    ///   position, if the text is no PromQL.
    public init(
        _ text: String,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) {
        do {
            expression = try PromQLExpression(parsing: text, features: options.features)
        } catch {
            throw DossierError(translating: error)
        }
    }

    /// The canonical text, over several lines where one would have more than 100 characters.
    public var formatted: String { expression.layout }
}
