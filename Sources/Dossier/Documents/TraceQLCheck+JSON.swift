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
            if let problem {
                json.object("error") { json in
                    json.string("message", problem.message)
                    if let advice = problem.advice { json.string("advice", advice) }
                    json.integer("byte_offset", problem.byteRange.lowerBound)
                    json.integer("byte_count", problem.byteRange.count)
                    json.integer("line", problem.line)
                    json.integer("column", problem.column)
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}
