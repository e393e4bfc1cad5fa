internal import Dossier

/// Searches for traces.
enum TempoSearch {
    private static let limitDefault = 20
    private static let spansPerSpansetDefault = 3

    static func answer(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = TempoParameters(request)
        var query = TraceQuery()
        query.limit = try parameters.count("limit") ?? limitDefault
        query.active = try parameters.window()
        let spansPerSpanset =
            switch try parameters.number("spss") {
            case nil: spansPerSpansetDefault
            case 0: Int.max
            case let count?: count
            }
        let expression = try expression(parameters)
        // A span that is in several stores is known by its id.
        let isMerged = request.stores.files.count > 1
        let answers = try request.stores.answers { file in
            try file.traces(
                matching: expression,
                query,
                spansPerSpanset: isMerged ? .max : spansPerSpanset,
                isCancelled: request.isCancelled
            )
        }
        let merged = TraceSearchResult(
            merging: answers.all.map(\.answer),
            limit: query.limit,
            spansPerSpanset: spansPerSpanset
        )
        return HTTPResponse.json(merged.tempoJSON()).warning(of: answers.failures)
    }

    private static func expression(
        _ parameters: TempoParameters
    ) throws -> TraceQLExpression {
        let minimum = try parameters.duration("minDuration")
        let maximum = try parameters.duration("maxDuration")
        if let maximum, maximum <= minimum ?? .zero {
            throw parameters.invalid("maxDuration", "must be greater than minDuration")
        }
        var expression = try spans(parameters)
        if minimum != nil || maximum != nil {
            expression = expression.narrowed(
                by: TraceQLExpression(traceDurationFrom: minimum, to: maximum)
            )
        }
        return expression
    }

    private static func spans(_ parameters: TempoParameters) throws -> TraceQLExpression {
        let fields = parameters.fields
        if let query = parameters.query {
            guard fields.filled("tags") == nil else {
                throw parameters.invalid("tags", "can't specify tags and q in the same query")
            }
            return try TraceQLExpression(parsing: query)
        }
        if let tags = fields.filled("tags") {
            return TraceQLExpression(tags: try LogfmtTags(tags).all)
        }
        guard fields.filled("start") == nil, fields.filled("end") == nil else {
            return TraceQLExpression(tags: [])
        }
        // Old clients name each tag as a parameter.
        let names = ["limit", "spss", "minDuration", "maxDuration", "q", "query", "tags"]
        let tags = fields.all.filter { !$0.value.isEmpty && !names.contains($0.name) }
        return TraceQLExpression(tags: tags)
    }
}
