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
        case .writerActive, .busy, .writtenMeanwhile, .replacedMeanwhile, .closed:
            concurrencyText
        case .damagedCatalogue, .damagedChunk, .missingChunk, .unknownBlock:
            damageText
        case .noRoom(let shortage, let undone):
            "\(shortage.text); \(undone.text(shortage.advice))"
        case .tooManySlots(let table):
            "more distinct attribute keys in \(table.storeName) than a store can number"
        case .tooManyRows(let table):
            "more \(table.storeName) than a store can number; start a second store"
        case .system(let operation, let number):
            "\(operation) failed: \(systemMessage(number))"
        case .sqlite(let code, let message):
            "SQLite error \(code): \(message)"
        }
    }

    private var accessText: String {
        switch self {
        case .missingFile:
            "no such file"
        case .emptyFile:
            "the store is empty: an ingest was stopped before its first commit"
        case .isFolder:
            "is a folder; name the store's file inside it"
        case .folderMissing:
            "the folder does not exist; create it first"
        case .folderNotWritable:
            "the folder can't be written, and a commit needs its journal there;"
                + " copy the store to a folder of your own"
        case .notReadable:
            "no permission to read the file"
        case .readOnlyFile:
            "the file is write-protected; change its permissions or copy it"
        case .readOnlyMedium:
            "the file is on a read-only file system; copy it to a writable one"
        case .recoveryNeedsWriting:
            "a crash left an unfinished commit beside the file (\"-journal\"), and undoing it needs"
                + " write access; copy both files to a writable folder and open the copy"
        default: ""
        }
    }

    private var formatText: String {
        switch self {
        case .notSQLite(let looksLike):
            "is not a dossier store" + (looksLike.map { ": it looks like \($0)" } ?? "")
        case .foreignDatabase(let applicationID):
            "is an SQLite database of another application"
                + " (application id 0x\(String(applicationID, radix: 16))), not a dossier store"
        case .newerFormat(let version):
            "has format version \(version), this program knows \(StoreFile.formatVersion)"
        case .olderFormat(let version):
            "has format version \(version), this program knows \(StoreFile.formatVersion);"
                + " ingest the dumps again, or use the version of dossier that made it"
        default: ""
        }
    }

    private var concurrencyText: String {
        switch self {
        case .writerActive:
            "another ingest is writing to the store"
        case .busy:
            "the file is locked by another process"
        case .writtenMeanwhile(let expected, let found):
            "another program wrote to the store meanwhile (commit \(found) where \(expected) was"
                + " expected); nothing of this commit was stored. Run the same command again"
        case .replacedMeanwhile:
            "the file was replaced while it was open; open it again"
        case .closed:
            "the store was closed"
        default: ""
        }
    }

    private var damageText: String {
        switch self {
        case .damagedCatalogue(let table, let detail):
            "the catalogue is damaged (\(table): \(detail))"
        case .damagedChunk(let place, let storedByteCount, let detail):
            "damaged data in \(place), \(storedByteCount) bytes: \(detail)"
        case .missingChunk(let place):
            "data is missing: \(place)"
        case .unknownBlock(let block):
            "there is no block \(block)"
        default: ""
        }
    }
}

extension StoreError.Undone {
    /// What is left, and the next step.
    fileprivate func text(_ advice: String) -> String {
        switch self {
        case .commit:
            "nothing of this commit was stored, everything before it is. \(advice) and run the same"
                + " command again: it goes on where it stopped"
        case .compaction:
            "the store is as it was before the compaction. \(advice) and compact it again"
        }
    }
}

private func systemMessage(_ number: Int32) -> String {
    guard let message = strerror(number) else { return "error \(number)" }
    return String(cString: message)
}
