import CSQLite

/// A prepared SQL statement, kept by its connection.
///
/// Positions of parameters count from 1, those of columns from 0, as in SQLite.
final class Statement {
    private let handle: OpaquePointer
    private let sql: String
    private let path: String

    init(_ handle: OpaquePointer, sql: String, path: String) {
        self.handle = handle
        self.sql = sql
        self.path = path
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Makes the statement ready to run once more; parameters become NULL.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func bind(_ value: Int64, at index: Int32) {
        sqlite3_bind_int64(handle, index, value)
    }

    func bind(_ value: Int, at index: Int32) {
        sqlite3_bind_int64(handle, index, Int64(value))
    }

    /// Binds a word by its bits.
    func bind(bits: UInt64, at index: Int32) {
        sqlite3_bind_int64(handle, index, Int64(bitPattern: bits))
    }

    func bindNull(at index: Int32) {
        sqlite3_bind_null(handle, index)
    }

    /// Binds a copy of UTF-8 text, which SQLite does not check.
    func bind(text: UnsafeRawBufferPointer, at index: Int32) {
        let start = text.baseAddress?.assumingMemoryBound(to: CChar.self)
        // A NULL pointer would bind NULL, so the empty text is bound from a literal.
        guard let start, !text.isEmpty else {
            sqlite3_bind_text(handle, index, "", 0, csqlite_transient())
            return
        }
        sqlite3_bind_text64(
            handle,
            index,
            start,
            UInt64(text.count),
            csqlite_transient(),
            UInt8(SQLITE_UTF8)
        )
    }

    func bind(text: String, at index: Int32) {
        var text = text
        text.withUTF8 { bind(text: UnsafeRawBufferPointer($0), at: index) }
    }

    /// Binds a copy of bytes.
    func bind(blob: UnsafeRawBufferPointer, at index: Int32) {
        guard let start = blob.baseAddress, !blob.isEmpty else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob64(handle, index, start, UInt64(blob.count), csqlite_transient())
    }

    func bind(blob: [UInt8], at index: Int32) {
        blob.withUnsafeBytes { bind(blob: $0, at: index) }
    }

    /// Goes to the next row; false after the last.
    func step() throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error()
        }
    }

    /// Runs a statement that returns no rows, and resets it.
    func run() throws(StoreError) {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            let error = error()
            reset()
            throw error
        }
        reset()
    }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func bits(_ column: Int32) -> UInt64 { UInt64(bitPattern: int(column)) }

    func text(_ column: Int32) -> String {
        withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    func bytes(_ column: Int32) -> [UInt8] {
        withBytes(column) { [UInt8]($0) }
    }

    /// Gives the bytes of a BLOB or TEXT in SQLite's own memory: they last for the call only.
    func withBytes<Result, Failure: Error>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    private func error() -> StoreError {
        StoreError(sqlite: sqlite3_db_handle(handle), path: path, statement: sql)
    }
}
