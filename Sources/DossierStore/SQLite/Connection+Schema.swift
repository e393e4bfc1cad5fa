extension Connection {
    /// Whether the database has a table of a name.
    func hasTable(_ name: String) throws(StoreError) -> Bool {
        try schemaText(of: name) != nil
    }

    /// The SQL that made a table.
    func definition(of table: String) throws(StoreError) -> String {
        guard let text = try schemaText(of: table) else {
            preconditionFailure("the schema has no table \(table)")
        }
        return text
    }

    private func schemaText(of table: String) throws(StoreError) -> String? {
        let statement = try prepare(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1"
        )
        defer { statement.reset() }
        statement.bind(text: table, at: 1)
        return try statement.step() ? statement.text(0) : nil
    }
}
