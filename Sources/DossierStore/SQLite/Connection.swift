import CSQLite

/// A connection to one SQLite file.
///
/// Sendable because it may move between threads, unchecked because SQLite is opened without its
/// own mutex: a connection belongs to one thread at a time. `StoreWriter` holds its own under a
/// mutex, `ConnectionPool` hands each one out to a single borrower.
final class Connection: @unchecked Sendable {
    enum Access {
        /// A database of its own, which lasts as long as the connection.
        case memory
        case readOnly
        /// Writes an existing file, and rolls back what a crash left.
        case readWrite
    }

    let path: String
    let access: Access
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// How long SQLite itself waits for the locks of other processes.
    static let busyMilliseconds: Int32 = 5000

    /// Opens a file.
    ///
    /// The path is absolute, so that SQLite does not mistake it for a special name.
    init(path: String, access: Access) throws(StoreError) {
        let mode =
            switch access {
            case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE
            }
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            let error = StoreError(sqlite: handle, path: path, statement: nil)
            sqlite3_close_v2(handle)
            throw error
        }
        self.path = path
        self.access = access
        self.handle = handle
        sqlite3_extended_result_codes(handle, 1)
        setBusyMilliseconds(Self.busyMilliseconds)
        try execute("PRAGMA trusted_schema = OFF")
        try execute("PRAGMA cell_size_check = ON")
        try execute("PRAGMA temp_store = MEMORY")
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// How long SQLite waits for locks before it reports that the file is busy.
    func setBusyMilliseconds(_ milliseconds: Int32) {
        sqlite3_busy_timeout(handle, milliseconds)
    }

    /// Runs SQL without parameters and results: pragmas, the schema.
    func execute(_ sql: String) throws(StoreError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw StoreError(sqlite: handle, path: path, statement: sql)
        }
    }

    /// The statement for `sql`, ready to be bound; prepared once in the life of the connection.
    func prepare(_ sql: String) throws(StoreError) -> Statement {
        if let statement = statements[sql] {
            statement.reset()
            return statement
        }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &prepared,
            nil
        )
        guard code == SQLITE_OK, let prepared else {
            throw StoreError(sqlite: handle, path: path, statement: sql)
        }
        let statement = Statement(prepared, sql: sql, path: path)
        statements[sql] = statement
        return statement
    }

    /// The integer that a query returns; nil if it returns no row or NULL.
    func integer(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.int(0)
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// How many rows the last statement changed.
    var changeCount: Int { Int(sqlite3_changes(handle)) }

    /// Rolls back the open transaction, if any.
    func rollback() {
        guard isInTransaction else { return }
        // SQLite rolls back itself after the errors that leave it no choice, so a failure here
        // leaves nothing to undo; closing the connection would do the same.
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// Stops the statements that hold the snapshot, so that a read transaction ends at once.
    func resetStatements() {
        for statement in statements.values { statement.reset() }
    }

    /// The first bytes of the file, read through SQLite: opening the file once more, and closing
    /// it, would drop the locks that this process holds on it.
    func firstBytes(count: Int) -> [UInt8] {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = withUnsafeMutablePointer(to: &file) {
            sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, $0)
        }
        guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods,
            let read = methods.pointee.xRead, let size = methods.pointee.xFileSize
        else { return [] }
        var byteCount: sqlite3_int64 = 0
        guard size(file, &byteCount) == SQLITE_OK, byteCount > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(min(byteCount, Int64(count))))
        let result = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, Int32($0.count), 0) }
        return result == SQLITE_OK ? bytes : []
    }
}
