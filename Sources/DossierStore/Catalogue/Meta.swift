/// The table `meta`: what holds for the file as a whole.
enum Meta {
    private static let commitCountKey = "commit_count"

    static func create(_ connection: Connection) throws(StoreError) {
        try setCommitCount(0, connection)
    }

    /// How many commits the file holds. Every read starts with this: it also takes SQLite's lock.
    static func commitCount(_ connection: Connection) throws(StoreError) -> Int64 {
        var count: Int64?
        try connection.forEachRow(of: .meta, "SELECT * FROM meta WHERE key = 'commit_count'") {
            row throws(StoreError) in
            count = try row.int(1, in: 0...Int64.max)
        }
        guard let count else {
            throw StoreError(
                .damagedCatalogue(table: "meta", detail: "\(commitCountKey) is missing"),
                path: connection.path)
        }
        return count
    }

    static func setCommitCount(_ count: Int64, _ connection: Connection) throws(StoreError) {
        let statement = try connection.prepare(CatalogueTable.meta.replace)
        try statement.insert([.text(commitCountKey), .int(count)])
    }
}
