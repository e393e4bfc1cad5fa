package import DossierPromQLSyntax

/// Evaluates expressions over a source of samples.
package protocol QueryEngine {
    /// Evaluates at one time; the text is what the expression was read from.
    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult

    /// Evaluates at each step from the start to the end, both included.
    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult
}
