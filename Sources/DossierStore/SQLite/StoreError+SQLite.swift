import CSQLite
import Glibc

extension StoreError {
    /// The error that the last call on a connection gave.
    init(sqlite handle: OpaquePointer?, path: String, statement: String?) {
        let extended = sqlite3_extended_errcode(handle)
        let message = String(cString: sqlite3_errmsg(handle))
        let system = sqlite3_system_errno(handle)
        let code = Code(extended: extended, message: message, system: system)
        self.init(code, path: path, statement: code.isOfStatement ? statement : nil)
    }
}

extension StoreError.Code {
    fileprivate init(extended: Int32, message: String, system: Int32) {
        switch extended & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .diskFull
        case SQLITE_NOTADB: self = .notSQLite(looksLike: nil)
        case SQLITE_CORRUPT: self = .damagedCatalogue(table: "SQLite", detail: message)
        case SQLITE_READONLY: self = Self.readOnly(extended: extended)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            self = Self.cannotOpen(extended: extended, message: message, system: system)
        case SQLITE_IOERR where system == ENOSPC || system == EDQUOT || system == EFBIG:
            self = .diskFull
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
        case ENOSPC, EDQUOT: .diskFull
        default: .sqlite(code: extended, message: message)
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
