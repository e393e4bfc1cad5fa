package import DossierPromQL
package import DossierPromQLSyntax

/// Where rules are evaluated: what answers their expressions and takes their results.
package protocol RuleEnvironment {
    /// Evaluates at one time; the text is what the expression was read from.
    func query(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64
    ) throws -> PromQLResult.Value

    /// Appends a result; a float may be a stale marker.
    mutating func append(
        _ point: PromQLResult.Point,
        at milliseconds: Int64,
        to labels: Labels
    ) throws
}
