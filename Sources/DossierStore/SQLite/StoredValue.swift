import CSQLite

/// A value as SQLite stores it.
enum StoredValue: Equatable, Sendable {
    case null
    case int(Int64)
    /// UTF-8, which nobody has checked.
    case text([UInt8])
    case blob([UInt8])

    static func bits(_ word: UInt64) -> StoredValue { .int(Int64(bitPattern: word)) }
    static func optional(bits word: UInt64?) -> StoredValue { word.map { .bits($0) } ?? .null }
    static func text(_ text: String) -> StoredValue { .text(Array(text.utf8)) }
    static func optional(text: [UInt8]?) -> StoredValue { text.map { .text($0) } ?? .null }
}

extension Statement {
    func value(_ column: Int32) -> StoredValue {
        switch type(column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .int(int(column))
        case SQLITE_TEXT: .text(bytes(column))
        default: .blob(bytes(column))
        }
    }
}
