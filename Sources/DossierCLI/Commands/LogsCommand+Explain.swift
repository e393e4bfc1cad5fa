internal import Dossier

/// What a query and options stand for.
extension LogsCommand {
    /// Prints how the query is read; what options add is LogQL as far as it can say that.
    func explain(_ query: LogQuery) throws {
        let output = ByteOutput.standard
        if let lucene = query.lucene {
            try output.line(TerminalText(lucene.description).text)
            return try output.flush()
        }
        try output.line(TerminalText(LogQLExpression(query).description).text)
        try output.flush()
        for note in notes(on: query) { Messages.note(note) }
    }

    /// What the options say besides.
    private func notes(on query: LogQuery) -> [String] {
        var notes: [String] = []
        if query.since != nil || query.until != nil {
            notes.append("not in it: --since and --until; LogQL has no times")
        }
        if query.textPlace != .body, query.text != nil || query.pattern != nil {
            notes.append("not in it: --in \(query.textPlace.rawValue); LogQL looks in bodies")
        }
        if query.minimumSeverityNumber != nil {
            notes.append("--severity also finds records with a severity text and no number")
        }
        if query.trace != nil {
            notes.append("--trace also finds records that name the trace in an attribute or body")
        }
        return notes
    }
}
