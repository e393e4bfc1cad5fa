import DossierBlocks
package import DossierColumns

/// An error of the store: what failed, on which file, in which SQL statement.
///
/// `description` is the text for people. It knows nothing of the command line.
package struct StoreError: Error, Sendable {
    package let code: Code
    package let path: String
    /// The SQL statement that failed, if any.
    package let statement: String?

    package init(_ code: Code, path: String, statement: String? = nil) {
        self.code = code
        self.path = path
        self.statement = statement
    }

    /// An operation that is rolled back when it fails.
    package enum Operation: Sendable, Equatable {
        case commit, compaction
    }

    package enum Code: Sendable, Equatable {
        case missingFile
        /// Nothing was ever committed: the first writer was stopped while it created the file.
        case emptyFile
        case isFolder
        case folderMissing
        case folderNotWritable
        case notReadable
        case readOnlyFile
        case readOnlyMedium
        /// A crash left a journal that has to be rolled back, but the file is not writable.
        case recoveryNeedsWriting

        /// What the file looks like instead, if that is recognised.
        case notSQLite(looksLike: String?)
        case foreignDatabase(applicationID: UInt32)
        case newerFormat(version: Int)
        case olderFormat(version: Int)

        /// Another writer holds the store.
        case writerActive
        /// SQLite timed out waiting for another process.
        case busy
        case writtenMeanwhile(expected: Int64, found: Int64)
        /// Another file has the path, or none.
        case replacedMeanwhile
        /// The file beside the store for its requests is something else.
        case foreignRequests
        /// The file could not grow; the operation was rolled back.
        case noRoom(Shortage, for: Operation)

        case damagedCatalogue(table: String, detail: String)
        case damagedChunk(ChunkLocation, storedByteCount: Int, detail: String)
        case missingChunk(ChunkLocation)
        case unknownBlock(UInt32)

        case tooManySlots(Table)
        case tooManyRows(Table)
        case closed
        /// An error of the operating system: what was tried, and `errno`.
        case system(operation: String, number: Int32)
        /// Any other result of SQLite: its extended code and its message.
        case sqlite(code: Int32, message: String)
    }
}

/// The location of a chunk: one column of one table in one block.
package struct ChunkLocation: Hashable, Sendable {
    package let table: Table
    package let block: UInt32
    /// The number of the column; in a damaged file it may be that of no column.
    package let column: UInt32

    package init(table: Table, block: UInt32, column: UInt32) {
        self.table = table
        self.block = block
        self.column = column
    }
}

extension ChunkLocation: CustomStringConvertible {
    package var description: String {
        "table \(table.plural), block \(block), column \(columnName)"
    }

    private var columnName: String {
        switch ColumnID(rawValue: column) {
        case .field(let field): "\(field)"
        case .slot(let slot): "slot \(slot)"
        case nil: "number \(column)"
        }
    }
}

extension Table {
    /// The name of the table's rows in messages.
    package var plural: String {
        switch self {
        case .span: "spans"
        case .spanEvent: "span events"
        case .spanLink: "span links"
        case .logRecord: "log records"
        case .series: "series"
        case .dataPoint: "data points"
        case .exemplar: "exemplars"
        }
    }
}
