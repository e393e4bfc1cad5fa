package import DossierColumns

/// Something in a store that is not as a writer left it.
package struct Damage: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// The database as a whole, as SQLite sees it.
        case file
        /// A row of a table of the catalogue, or the table if the row has no name.
        case catalogue(String)
        case chunk(ChunkPlace, storedByteCount: Int)
        case block(UInt32, Table)
        case trace(TraceID)
        case input(Int)
    }

    package let place: Place
    package let problem: String
}

extension Damage: CustomStringConvertible {
    package var description: String {
        switch place {
        case .file: "file: \(problem)"
        case .catalogue(let row): "catalogue, \(row): \(problem)"
        case .chunk(let chunk, let byteCount): "\(chunk), \(byteCount) bytes: \(problem)"
        case .block(let block, let table): "table \(table.storeName), block \(block): \(problem)"
        case .trace(let id): "trace \(id.hex): \(problem)"
        case .input(let id): "input \(id): \(problem)"
        }
    }
}

/// How far a verification has come.
package struct VerificationProgress: Sendable {
    package let checkedBlockCount: Int
    package let blockCount: Int
}
