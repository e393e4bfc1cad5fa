internal import DossierPrimitives

extension LogQLCheck {
    /// The document that `schema/logql-check.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("query", text)
            json.string("verdict", verdict.rawValue)
            if let expression {
                json.string("canonical", expression.description)
                json.string("purpose", expression.purpose == .log ? "log" : "metrics")
            }
            if let problem { json.problem(problem) }
        }
        return json.takeBytes(endingLine: true)
    }
}
