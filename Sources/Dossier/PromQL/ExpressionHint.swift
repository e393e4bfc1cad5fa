internal import DossierMetricView
internal import DossierPromQLSyntax

extension DossierError {
    /// The error for an expression, with what was probably meant.
    init(_ error: PromQLSyntaxError, in query: PromQLQuery) {
        let naming = query.options.sampleOptions.naming
        let hint = DottedName(error, in: Array(query.expression.utf8)).map { name in
            "; \(name.advice(for: naming))"
        }
        self.init(
            .invalidExpression,
            error.description + (hint ?? ""),
            position: .line(error.line, column: error.column),
            underlyingError: error
        )
    }
}

extension DottedName {
    /// What to write for the name where attributes become labels by this strategy.
    fileprivate func advice(for naming: NamingStrategy) -> String {
        let label = naming.labelName(bytes)
        guard isLabel, label != bytes else { return advice }
        return "the attribute \(ByteString(bytes)) is the label \(ByteString(label))"
    }
}
