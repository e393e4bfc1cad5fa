internal import DossierColumns
internal import DossierLucene
internal import DossierLuceneSyntax
internal import DossierQuery
internal import DossierStore

/// A query in Lucene's syntax, as it is typed into search boxes of logs, that was read and checked.
///
/// ```swift
/// var query = LogQuery()
/// query.lucene = try LuceneExpression(parsing: "timeout AND http.status_code:[500 TO *]")
/// let listing = try file.logRecords(query)
/// ```
///
/// Expressions are equal if they have the same reading.
public struct LuceneExpression: Hashable, Sendable {
    /// Something that the writer of an expression may not expect.
    public struct Note: Hashable, Sendable {
        /// For a person.
        public let message: String
        /// What it is about, in bytes of the text.
        public let byteRange: Range<Int>
    }

    private let query: LuceneQuery
    /// What `now` stands for; nil for the time at which the expression is used.
    public let now: Timestamp?
    /// What to tell the writer, such as how `AND` and `OR` beside each other are read; ten at most.
    public let notes: [Note]

    /// Reads and checks a text.
    ///
    /// Takes time linear in its length.
    ///
    /// - Parameters:
    ///   - text: The text of the query; the empty one selects every record.
    ///   - now: What `now` stands for; nil for the time at which the expression is used.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidExpression`` and a
    ///   position, if the text is no query, or asks for what is not supported: fuzzy and proximity
    ///   search, ranges of bodies.
    public init(parsing text: String, now: Timestamp? = nil) throws(DossierError) {
        let reading = try translatingErrors { try LuceneReading(parsing: text) }
        query = reading.query
        notes = reading.notes.map { Note(message: $0.message, byteRange: $0.range) }
        self.now = now
    }

    /// Whether two expressions have the same reading.
    public static func == (left: LuceneExpression, right: LuceneExpression) -> Bool {
        left.query == right.query && left.now == right.now
    }

    /// Hashes the reading.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(query)
        hasher.combine(now)
    }

    /// The expression, ready to select records.
    var plan: LucenePlan {
        LucenePlan(query, now: Int64(clamping: (now ?? .now).storedNanoseconds))
    }
}

extension DossierFile {
    /// What a store lacks of what an expression names, such as an attribute that no record has.
    ///
    /// - Parameter expression: An expression that selects log records.
    /// - Returns: Sentences for a person; none if there is nothing to say.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(resources, scopes and distinct attributes), without reading records.
    public func notes(on expression: LuceneExpression) throws(DossierError) -> [String] {
        try translatingErrors {
            _ = try reader.blocks(of: .logRecord)
            return try expression.plan.notes(in: PredicateCatalogue(reader))
        }
    }
}

extension LuceneExpression: CustomStringConvertible {
    /// The canonical text: how the expression is read, with all parentheses.
    ///
    /// Reading it gives an equal expression.
    public var description: String { query.description }
}
