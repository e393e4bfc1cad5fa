import CSQLite
import Glibc

extension StoreError {
    /// The error of the last call on a connection.
    init(sqlite handle: OpaquePointer?, path: String, statement: String?) {
        let extended = sqlite3_extended_errcode(handle)
        let message = String(cString: sqlite3_errmsg(handle))
        let code = Code(extended: extended, message: message, system: systemNumber(handle))
        self.init(code, path: path, statement: code.isOfStatement ? statement : nil)
    }
}

extension StoreError.Code {
    fileprivate init(extended: Int32, message: String, system: Int32) {
        switch extended & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .noRoom(.device, for: .commit)
        case SQLITE_NOTADB: self = .notSQLite(looksLike: nil)
        case SQLITE_CORRUPT: self = .damagedCatalogue(table: "SQLite", detail: message)
        case SQLITE_READONLY: self = Self.readOnly(extended: extended)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            self = Self.cannotOpen(extended: extended, message: message, system: system)
        case SQLITE_IOERR:
            let shortage = Shortage(extended: extended, system: system)
            self =
                shortage.map { .noRoom($0, for: .commit) }
                ?? .sqlite(code: extended, message: message)
        default: self = .sqlite(code: extended, message: message)
        }
    }

    private static func readOnly(extended: Int32) -> Self {
        switch extended {
        // SQLITE_READONLY_ROLLBACK and _RECOVERY, _DIRECTORY, _DBMOVED are macros that Swift
        // does not import.
        case SQLITE_READONLY | (3 << 8), SQLITE_READONLY | (1 << 8): .recoveryNeedsWriting
        case SQLITE_READONLY | (6 << 8): .folderNotWritable
        case SQLITE_READONLY | (4 << 8): .replacedMeanwhile
        default: .readOnlyFile
        }
    }

    private static func cannotOpen(extended: Int32, message: String, system: Int32) -> Self {
        switch system {
        case ENOENT: .missingFile
        case EACCES, EPERM: .notReadable
        case EROFS: .readOnlyMedium
        case EISDIR: .isFolder
        default:
            Shortage(number: system).map { .noRoom($0, for: .commit) }
                ?? .sqlite(code: extended, message: message)
        }
    }

    /// Whether the SQL helps to understand the error.
    fileprivate var isOfStatement: Bool {
        switch self {
        case .sqlite, .damagedCatalogue: true
        default: false
        }
    }
}

extension Shortage {
    /// Nil unless an I/O error of SQLite means a shortage.
    ///
    /// The system's error number is lost if SQLite rolled back before it reported the error. A
    /// write that failed for no known reason is assumed to have hit the file size limit, if there
    /// is one.
    fileprivate init?(extended: Int32, system: Int32) {
        if let shortage = Shortage(number: system) {
            self = shortage
            return
        }
        // SQLITE_IOERR_WRITE and _TRUNCATE are macros that Swift does not import.
        let isWrite = extended >> 8 == 3 || extended >> 8 == 6
        guard isWrite, system != EIO, let limit = Self.fileSizeLimit else { return nil }
        self = .fileSize(limit: limit)
    }
}

/// The system's number of the last error on the file, else of the last that SQLite noted.
private func systemNumber(_ handle: OpaquePointer?) -> Int32 {
    var number: Int32 = 0
    if let handle {
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &number)
    }
    return number == 0 ? sqlite3_system_errno(handle) : number
}
