import Glibc

/// Opens, creates and recognises the file of a store.
enum StoreFile {
    private static let pageByteCount = 4096

    /// A connection that commits, for a caller that holds the writer's lock.
    ///
    /// Creates the store if the file is empty, which is also what a kill during creation leaves.
    static func openForWriting(path: String) throws(StoreError) -> Connection {
        guard access(path, W_OK) == 0 else {
            throw StoreError(errno == EROFS ? .readOnlyMedium : .readOnlyFile, path: path)
        }
        // The journal goes there.
        guard access(folder(of: path), W_OK) == 0 else {
            throw StoreError(errno == EROFS ? .readOnlyMedium : .folderNotWritable, path: path)
        }
        let connection = try Connection(path: path, access: .readWrite)
        do throws(StoreError) {
            // A kill during creation can leave a journal; the first read rolls it back.
            let isEmpty = try isEmptyStore(connection)
            try removeDeadJournal(connection)
            if isEmpty { try create(connection) } else { try addMissingTables(connection) }
            // Somebody may have turned the file to WAL mode, which leaves files beside it.
            try connection.execute("PRAGMA journal_mode = DELETE")
            // The folder is synced too once the journal is removed: were it there again after a loss
            // of power, it would take back a commit whose requests are nowhere else any more.
            try connection.execute("PRAGMA synchronous = EXTRA")
            try connection.execute("PRAGMA secure_delete = OFF")
            // A transaction that spills its cache locks readers out before it commits.
            try connection.execute("PRAGMA cache_spill = OFF")
            try connection.execute("PRAGMA cache_size = -2048")
            try addMissingTables(connection)
        } catch {
            throw explained(error, connection)
        }
        return connection
    }

    /// A connection that only reads.
    ///
    /// It is opened for writing only if a crash left a journal: SQLite rolls it back then.
    static func openForReading(path: String) throws(StoreError) -> Connection {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw StoreError(accessError(number: errno, path: path), path: path)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw StoreError(.isFolder, path: path) }
        let needsRecovery = hasJournal(path) && canWrite(path)
        let connection = try Connection(
            path: path,
            access: needsRecovery ? .readWrite : .readOnly
        )
        do throws(StoreError) {
            let isEmpty = try isEmptyStore(connection)
            if needsRecovery { try removeDeadJournal(connection) }
            if isEmpty { throw StoreError(.emptyFile, path: path) }
        } catch {
            throw explained(error, connection)
        }
        // The recovered file may be replaced while it is read, by a file with a journal of its own,
        // which only a connection that can't write is sure to leave alone.
        return needsRecovery ? try Connection(path: path, access: .readOnly) : connection
    }

    /// Whether there is a journal: a commit is in progress, or a crash left it.
    private static func hasJournal(_ path: String) -> Bool {
        var status = stat()
        return stat(path + "-journal", &status) == 0 && status.st_size > 0
    }

    /// Removes the journal of a writer that was killed before it had changed the file.
    ///
    /// SQLite leaves such a journal to the next writer. Called after a read, which has rolled back
    /// any journal that matters.
    private static func removeDeadJournal(_ connection: Connection) throws(StoreError) {
        guard hasJournal(connection.path) else { return }
        connection.setBusyMilliseconds(0)
        defer { connection.setBusyMilliseconds(Connection.busyMilliseconds) }
        do throws(StoreError) {
            // Only the holder of this lock may have a journal.
            try connection.execute("BEGIN IMMEDIATE")
        } catch {
            guard error.code == .busy || error.code == .readOnlyFile else { throw error }
            return
        }
        unlink(connection.path + "-journal")
        connection.rollback()
    }

    private static func canWrite(_ path: String) -> Bool {
        access(path, W_OK) == 0 && access(folder(of: path), W_OK) == 0
    }

    /// Whether the file holds nothing at all; fails if it holds anything but a store.
    private static func isEmptyStore(_ connection: Connection) throws(StoreError) -> Bool {
        try connection.read { () throws(StoreError) in
            if try isBlank(connection) { return true }
            try checkFormat(connection)
            return false
        }
    }

    /// Whether there is no table, application id or version.
    private static func isBlank(_ connection: Connection) throws(StoreError) -> Bool {
        let objectCount = try connection.integer("SELECT count(*) FROM sqlite_schema")
        let applicationID = try connection.integer("PRAGMA application_id")
        let version = try connection.integer("PRAGMA user_version")
        return objectCount == 0 && applicationID == 0 && version == 0
    }

    private static func checkFormat(_ connection: Connection) throws(StoreError) {
        let applicationID = UInt32(
            truncatingIfNeeded: try connection.integer("PRAGMA application_id") ?? 0
        )
        guard applicationID == StoreFormat.applicationID else {
            throw StoreError(
                .foreignDatabase(applicationID: applicationID),
                path: connection.path
            )
        }
        let version = Int(try connection.integer("PRAGMA user_version") ?? 0)
        guard version <= StoreFormat.version else {
            throw StoreError(.newerFormat(version: version), path: connection.path)
        }
        guard version == StoreFormat.version else {
            throw StoreError(.olderFormat(version: version), path: connection.path)
        }
    }

    private static func create(_ connection: Connection) throws(StoreError) {
        try connection.execute("PRAGMA page_size = \(pageByteCount)")
        try connection.execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            try connection.execute(schema)
            try Meta.create(connection)
            try connection.execute("PRAGMA application_id = \(StoreFormat.applicationID)")
            try connection.execute("PRAGMA user_version = \(StoreFormat.version)")
            try connection.execute("COMMIT")
        } catch {
            connection.rollback()
            throw error
        }
    }

    /// Adds the tables that the format got after a file was made, and notes from which block on they
    /// are complete.
    private static func addMissingTables(_ connection: Connection) throws(StoreError) {
        let missing = try absentTables(connection)
        if missing.isEmpty { return }
        let reference = try Connection(path: ":memory:", access: .memory)
        try reference.execute(schema)
        try connection.write(waits: false) { () throws(StoreError) in
            for name in missing { try connection.execute(reference.definition(of: name)) }
            guard missing.contains("mention") else { return }
            let last = try connection.integer("SELECT max(block_id) FROM block") ?? 0
            try Meta.setFirstMentionBlock(last + 1, connection)
        }
    }

    /// The tables that version 1 did not have from the start, and that a file of an earlier writer
    /// lacks.
    static func absentTables(_ connection: Connection) throws(StoreError) -> [String] {
        var names = ["anomaly", "receipt"]
        if try Meta.firstMentionBlock(connection) == nil { names += ["fragment_pack", "mention"] }
        var absent: [String] = []
        for name in names where try !connection.hasTable(name) { absent.append(name) }
        return absent
    }

    /// Removes a store, whose lock the caller holds, and the journal beside it.
    static func remove(path: String) {
        unlink(path)
        unlink(path + "-journal")
    }

    /// The SQL of the current format.
    static var schema: String { String(decoding: PackageResources.v1_sql, as: UTF8.self) }

    /// Adds what a file that is not a database looks like.
    private static func explained(_ error: StoreError, _ connection: Connection) -> StoreError {
        guard error.code == .notSQLite(looksLike: nil) else { return error }
        let looksLike = describeContent(connection.firstBytes(count: 64))
        return StoreError(.notSQLite(looksLike: looksLike), path: error.path)
    }
}

/// The format that the start of a file looks like; nil if it is not recognised.
private func describeContent(_ bytes: [UInt8]) -> String? {
    let signatures: [(bytes: [UInt8], name: String)] = [
        ([0x1f, 0x8b], "gzip-compressed data"),
        ([0x28, 0xb5, 0x2f, 0xfd], "zstd-compressed data"),
        (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
        (Array("PAR1".utf8), "a Parquet file"),
        (Array("SQLite".utf8), "an SQLite database with a damaged header"),
    ]
    if let match = signatures.first(where: { bytes.starts(with: $0.bytes) }) { return match.name }
    if bytes.count >= 12, bytes[8..<12].elementsEqual("DUCK".utf8) { return "a DuckDB database" }
    let content = bytes.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
    if let first = content.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        return "JSON"
    }
    let isText = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) }
    return isText && !bytes.isEmpty ? "a text file" : nil
}
