import Glibc

extension StoreError: CustomStringConvertible {
    package var description: String {
        let text = "\(path): \(code.text)"
        return statement.map { "\(text) (SQL: \($0))" } ?? text
    }
}

extension StoreError.Code {
    fileprivate var text: String {
        switch self {
        case .missingFile, .emptyFile, .isFolder, .folderMissing, .folderNotWritable, .notReadable,
            .readOnlyFile, .readOnlyMedium, .recoveryNeedsWriting:
            accessText
        case .notSQLite, .foreignDatabase, .newerFormat, .olderFormat:
            formatText
        case .writerActive, .busy, .writtenMeanwhile, .replacedMeanwhile, .foreignRequests, .closed:
            concurrencyText
        case .damagedCatalogue, .damagedChunk, .missingChunk, .unknownBlock:
            damageText
        case .noRoom(let shortage, let operation):
            "\(shortage.text); \(operation.outcome); \(shortage.advice) and try again"
        case .tooManySlots(let table):
            "too many distinct attribute keys in \(table.plural)"
        case .tooManyRows(let table):
            "too many \(table.plural) for one store"
        case .system(let operation, let number):
            "\(operation) failed: \(systemMessage(number))"
        case .sqlite(let code, let message):
            "SQLite error \(code): \(message)"
        }
    }

    private var accessText: String {
        switch self {
        case .missingFile: "no such file"
        case .emptyFile: "the store is empty: its first commit was never completed"
        case .isFolder: "is a folder, not a store"
        case .folderMissing: "the folder does not exist"
        case .folderNotWritable:
            "the folder is not writable, and a commit creates its journal there"
        case .notReadable: "permission denied"
        case .readOnlyFile: "the file is write-protected"
        case .readOnlyMedium: "the file system is read-only"
        case .recoveryNeedsWriting:
            "a crash left an unfinished commit (the \"-journal\" file), and rolling it back needs"
                + " write access; copy both files to a writable folder and open the copy"
        default: ""
        }
    }

    private var formatText: String {
        switch self {
        case .notSQLite(let looksLike):
            "not a Dossier store" + (looksLike.map { "; it looks like \($0)" } ?? "")
        case .foreignDatabase(let applicationID):
            "not a Dossier store but an SQLite database of another application"
                + " (application id 0x\(String(applicationID, radix: 16)))"
        case .newerFormat(let version):
            "format version \(version) is too new; this version of Dossier supports"
                + " \(StoreFormat.version)"
        case .olderFormat(let version):
            "format version \(version) is too old; this version of Dossier supports"
                + " \(StoreFormat.version)"
        default: ""
        }
    }

    private var concurrencyText: String {
        switch self {
        case .writerActive: "another writer is using the store"
        case .busy: "the file is locked by another process"
        case .writtenMeanwhile(let expected, let found):
            "another program wrote to the store in the meantime (found commit \(found), expected"
                + " \(expected)); nothing of this commit was stored"
        case .replacedMeanwhile:
            "the file was removed, renamed or replaced while it was open; open it again"
        case .foreignRequests:
            "the requests in this file belong to another store, or it is something else; move it"
                + " beside its own store, or remove it"
        case .closed: "the store is closed"
        default: ""
        }
    }

    private var damageText: String {
        switch self {
        case .damagedCatalogue(let table, let detail):
            "damaged catalogue (\(table): \(detail))"
        case .damagedChunk(let location, let storedByteCount, let detail):
            "damaged data in \(location), \(storedByteCount) bytes: \(detail)"
        case .missingChunk(let location): "missing data: \(location)"
        case .unknownBlock(let block): "no such block: \(block)"
        default: ""
        }
    }
}

extension StoreError.Operation {
    /// What the failed operation left behind.
    fileprivate var outcome: String {
        switch self {
        case .commit: "nothing of this commit was stored, everything before it is"
        case .compaction: "the store is unchanged"
        }
    }
}

private func systemMessage(_ number: Int32) -> String {
    guard let message = strerror(number) else { return "error \(number)" }
    return String(cString: message)
}
