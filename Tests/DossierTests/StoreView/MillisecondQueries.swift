import Dossier

/// Queries at times in milliseconds since the Unix epoch, as Prometheus counts them.
extension DossierFile {
    func query(
        _ expression: String,
        at milliseconds: Int64,
        options: QueryOptions = QueryOptions()
    ) throws -> QueryResult {
        try query(
            PromQLQuery(expression, at: Timestamp(milliseconds: milliseconds), options: options)
        )
    }

    func query(
        _ expression: String,
        range: ClosedRange<Int64>,
        step: Int64,
        options: QueryOptions = QueryOptions()
    ) throws -> QueryResult {
        let start = Timestamp(milliseconds: range.lowerBound)
        let end = Timestamp(milliseconds: range.upperBound)
        return try query(
            PromQLQuery(
                expression,
                range: start...end,
                step: .milliseconds(step),
                options: options
            )
        )
    }
}
