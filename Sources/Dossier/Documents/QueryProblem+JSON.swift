internal import DossierPrimitives

extension JSONWriter {
    /// Writes the member `error` of a document about a query.
    mutating func problem(_ problem: QueryProblem) {
        object("error") { json in
            json.string("message", problem.message)
            if let advice = problem.advice { json.string("advice", advice) }
            json.integer("byte_offset", problem.byteRange.lowerBound)
            json.integer("byte_count", problem.byteRange.count)
            json.integer("line", problem.line)
            json.integer("column", problem.column)
        }
    }
}
