import Synchronization

extension StoreReader {
    /// How many requests are in the file beside the store, and not in the store.
    package func unstoredRequestCount() throws(StoreError) -> Int {
        guard RequestJournal.isPresent(besides: path) else { return 0 }
        let place = try pool.read { connection throws(StoreError) in
            try RequestPlace(connection)
        }
        return try place?.unstoredCount(besides: path) ?? 0
    }
}

extension StoreWriter {
    /// How many requests are in the file beside the store, and not in the store.
    package func unstoredRequestCount() throws(StoreError) -> Int {
        guard RequestJournal.isPresent(besides: path) else { return 0 }
        let place = try state.withLock { state throws(StoreError) in
            let connection = try state.openConnection()
            return try connection.read { () throws(StoreError) in try RequestPlace(connection) }
        }
        return try place?.unstoredCount(besides: path) ?? 0
    }
}

/// What a store says of the requests beside it.
private struct RequestPlace {
    let journal: Int64
    /// The number of the last request whose rows are in blocks.
    var lastNumber: Int64 = 0

    /// Reads it inside the connection's transaction; nil if the store never took requests.
    init?(_ connection: Connection) throws(StoreError) {
        guard let journal = try Meta.requestJournal(connection) else { return nil }
        self.journal = journal
        var last: StoredReceipt?
        try connection.forEachRow(
            of: .receipt,
            "SELECT * FROM receipt ORDER BY receipt_id DESC LIMIT 1"
        ) { row throws(StoreError) in
            last = try StoredReceipt(row)
        }
        if let last { lastNumber = last.first + Int64(last.hashes.count) - 1 }
    }

    func unstoredCount(besides store: String) throws(StoreError) -> Int {
        guard let journal = try RequestJournal(reading: store, id: journal) else { return 0 }
        return try JournalContent(of: journal, after: lastNumber).requests.count
    }
}
