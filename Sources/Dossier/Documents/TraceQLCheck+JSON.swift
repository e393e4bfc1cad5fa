internal import DossierPrimitives

extension TraceQLCheck {
    /// The document that `schema/traceql-check.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("query", text)
            json.string("verdict", verdict.rawValue)
            if let canonical { json.string("canonical", canonical) }
            if let expression {
                json.string("purpose", expression.purpose == .search ? "search" : "metrics")
                json.bool("matches_nothing", expression.matchesNothing)
            }
            if let problem { json.problem(problem) }
        }
        return json.takeBytes(endingLine: true)
    }
}
