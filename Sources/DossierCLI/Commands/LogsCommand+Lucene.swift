internal import Dossier

/// Queries in Lucene's syntax.
extension LogsCommand {
    /// The query that was given; nil if there is none.
    ///
    /// How it is read is said where that may surprise.
    func luceneExpression() throws -> LuceneExpression? {
        guard search.lucene, let text = search.expression else { return nil }
        do throws(DossierError) {
            let expression = try LuceneExpression(parsing: text)
            for note in expression.notes { Messages.note(note.message) }
            return expression
        } catch {
            guard case .line(let line, let column) = error.position,
                let excerpt = QueryExcerpt.text(of: text, line: line, column: column, count: 1)
            else { throw error }
            throw CommandFailure("\(error.description)\n\(excerpt)")
        }
    }
}
