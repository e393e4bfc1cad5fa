import DossierBlocks
package import DossierColumns

/// Why the store could not do what it was asked: what failed, on which file, with which SQL.
///
/// The text for people, with the next step to take, is made in `description`, and only there.
package struct StoreError: Error, Sendable {
    package let code: Code
    package let path: String
    /// The SQL statement that failed, if it was one.
    package let statement: String?

    package init(_ code: Code, path: String, statement: String? = nil) {
        self.code = code
        self.path = path
        self.statement = statement
    }

    /// What an error undoes.
    package enum Undone: Sendable, Equatable {
        case commit, compaction
    }

    package enum Code: Sendable, Equatable {
        case missingFile
        /// Nothing was ever committed: an ingest was stopped while it created the file.
        case emptyFile
        case isFolder
        case folderMissing
        case folderNotWritable
        case notReadable
        case readOnlyFile
        case readOnlyMedium
        /// A crash left a journal that has to be rolled back, and the file can't be written.
        case recoveryNeedsWriting

        /// What the file looks like instead, where that is easily told.
        case notSQLite(looksLike: String?)
        case foreignDatabase(applicationID: UInt32)
        case newerFormat(version: Int)
        case olderFormat(version: Int)

        /// Another writer holds the store.
        case writerActive
        /// SQLite waited for other processes in vain.
        case busy
        case writtenMeanwhile(expected: Int64, found: Int64)
        case replacedMeanwhile
        /// The file could not grow as something was written that is now undone.
        case noRoom(Shortage, for: Undone)

        case damagedCatalogue(table: String, detail: String)
        case damagedChunk(ChunkPlace, storedByteCount: Int, detail: String)
        case missingChunk(ChunkPlace)
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

/// Where a chunk is: one column of one table in one block.
package struct ChunkPlace: Hashable, Sendable {
    package let table: Table
    package let block: UInt32
    /// The raw number of the column, which a damaged file may have that no column has.
    package let column: UInt32

    package init(table: Table, block: UInt32, column: UInt32) {
        self.table = table
        self.block = block
        self.column = column
    }
}

extension ChunkPlace: CustomStringConvertible {
    package var description: String {
        "table \(table.storeName), block \(block), column \(columnName)"
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
    /// The table's name in messages and in the names of catalogue columns.
    package var storeName: String {
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
