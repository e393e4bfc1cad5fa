package import DossierColumns

/// Damage in a store: something differs from what was written.
package struct Damage: Hashable, Sendable {
    package enum Location: Hashable, Sendable {
        /// The database as a whole.
        case file
        /// A table of the catalogue, or one of its rows.
        case catalogue(String)
        case chunk(ChunkLocation, storedByteCount: Int)
        case block(UInt32, Table)
        case trace(TraceID)
        case input(Int)
    }

    package let location: Location
    package let problem: String
}

extension Damage: CustomStringConvertible {
    package var description: String {
        switch location {
        case .file: "file: \(problem)"
        case .catalogue(let row): "catalogue, \(row): \(problem)"
        case .chunk(let chunk, let byteCount): "\(chunk), \(byteCount) bytes: \(problem)"
        case .block(let block, let table): "table \(table.plural), block \(block): \(problem)"
        case .trace(let id): "trace \(id.hex): \(problem)"
        case .input(let id): "input \(id): \(problem)"
        }
    }
}

/// The progress of a verification.
package struct VerificationProgress: Sendable {
    package let checkedBlockCount: Int
    package let blockCount: Int
}
