/// The table `meta`: what holds for the file as a whole.
enum Meta {
    private static let commitCountKey = "commit_count"
    private static let amendmentCountKey = "amendment_count"
    private static let firstMentionBlockKey = "first_mention_block"
    private static let requestJournalKey = "request_journal"

    static func create(_ connection: Connection) throws(StoreError) {
        try setCommitCount(0, connection)
        try set(amendmentCountKey, 0, connection)
        try setFirstMentionBlock(1, connection)
    }

    /// The first block whose mentions of traces are in the table `mention`; nil in a file that has no
    /// such table, as earlier writers of version 1 made it.
    static func firstMentionBlock(_ connection: Connection) throws(StoreError) -> Int64? {
        try optionalCount(firstMentionBlockKey, connection)
    }

    static func setFirstMentionBlock(_ block: Int64, _ connection: Connection) throws(StoreError) {
        try set(firstMentionBlockKey, block, connection)
    }

    /// How many commits the file holds.
    static func commitCount(_ connection: Connection) throws(StoreError) -> Int64 {
        try count(commitCountKey, connection)
    }

    static func setCommitCount(_ count: Int64, _ connection: Connection) throws(StoreError) {
        try set(commitCountKey, count, connection)
    }

    /// How many commits changed a resource or scope that was stored before.
    static func amendmentCount(_ connection: Connection) throws(StoreError) -> Int64 {
        try count(amendmentCountKey, connection)
    }

    static func addAmendment(_ connection: Connection) throws(StoreError) {
        try set(amendmentCountKey, try amendmentCount(connection) &+ 1, connection)
    }

    /// What marks the file of requests beside the store as its own; nil if there never was one.
    static func requestJournal(_ connection: Connection) throws(StoreError) -> Int64? {
        try optionalCount(requestJournalKey, connection)
    }

    static func setRequestJournal(_ id: Int64, _ connection: Connection) throws(StoreError) {
        try set(requestJournalKey, id, connection)
    }

    private static func optionalCount(
        _ key: String,
        _ connection: Connection
    ) throws(StoreError) -> Int64? {
        let known = try connection.integer("SELECT 1 FROM meta WHERE key = '\(key)'")
        return known == nil ? nil : try count(key, connection)
    }

    private static func count(
        _ key: String,
        _ connection: Connection
    ) throws(StoreError) -> Int64 {
        let statement = try connection.prepare("SELECT * FROM meta WHERE key = ?1")
        defer { statement.reset() }
        statement.bind(text: key, at: 1)
        guard try statement.step() else {
            throw StoreError(
                .damagedCatalogue(table: "meta", detail: "\(key) is missing"),
                path: connection.path
            )
        }
        let table = CatalogueTable.meta
        let row = try CheckedRow(
            statement,
            table: table.rawValue,
            count: table.columnCount,
            path: connection.path
        )
        return try row.int(1, in: 0...BlockInfo.numberLimit)
    }

    private static func set(
        _ key: String,
        _ count: Int64,
        _ connection: Connection
    ) throws(StoreError) {
        let statement = try connection.prepare(CatalogueTable.meta.replace)
        try statement.insert([.text(key), .int(count)])
    }
}
