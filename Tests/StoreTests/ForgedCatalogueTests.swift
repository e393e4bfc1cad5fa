import DossierBlocks
import DossierColumns
import Glibc
import TestSupport
import Testing

@testable import DossierStore

/// Rows of the catalogue that are wrong although their checksum is right: nothing may trap.
@Suite struct ForgedCatalogueTests {
    let folder = TemporaryFolder()

    @Test func noForgedNumberTrapsAReaderOrTheVerification() throws {
        let original = folder.file("original")
        let writer = try StoreWriter(path: original)
        for seed in 0..<2 { _ = try writer.commit(sampleBatch(seed: seed)) }
        writer.close()
        let bytes = try #require(readFile(original))
        var random = SplitMix64(seed: 11)
        for table in CatalogueTable.allCases where table != .rejected {
            for _ in 0..<15 {
                let path = folder.file("forged")
                writeFile(path, bytes)
                try forge(table, path, &random)
                useEverything(path)
                unlink(path)
            }
        }
    }

    @Test func noForgedChunkTrapsAReaderOrTheVerification() throws {
        let original = folder.file("original")
        let writer = try StoreWriter(path: original)
        _ = try writer.commit(sampleBatch())
        writer.close()
        let bytes = try #require(readFile(original))
        var random = SplitMix64(seed: 5)
        for _ in 0..<80 {
            let path = folder.file("forged")
            writeFile(path, bytes)
            let connection = try Connection(path: path, access: .readWrite)
            let count = try #require(try connection.integer("SELECT count(*) FROM chunk"))
            let row = random.below(Int(count))
            let column = ["chunk_id", "value_count", "data"][random.below(3)]
            let value =
                column == "data"
                ? "CAST(zeroblob(length(data)) AS BLOB)" : "\(column) + \(random.below(9) - 4)"
            try? connection.execute(
                """
                UPDATE chunk SET \(column) = \(value)
                WHERE chunk_id = (SELECT chunk_id FROM chunk LIMIT 1 OFFSET \(row))
                """
            )
            useEverything(path)
            unlink(path)
        }
    }

    /// Words that lead nowhere, under checksums that are right.
    @Test(arguments: [
        (Table.span, Field.resource), (.span, .scope), (.spanEvent, .parentRow),
        (.spanLink, .parentRow), (.series, .metric), (.dataPoint, .series), (.exemplar, .point),
    ])
    func noForgedReferenceTrapsACompaction(table: Table, field: Field) throws {
        let path = folder.file("forged")
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
        let connection = try Connection(path: path, access: .readWrite)
        let root = try #require(
            Table.roots.first { $0 == table || $0.children.contains(table) }
        )
        let block = try #require(try StoreReader(path: path).blocks(of: root).first)
        let key = ChunkID(block: block.id, table: table, column: .field(field)).key
        let words = [UInt64](repeating: 1 << 40, count: block.rowCount(of: table))
        let chunk = ChunkEncoder(effort: .fast).encode(
            words,
            type: field.type,
            strings: StringTable(),
            traces: TraceTable()
        )
        try connection.execute("DELETE FROM chunk WHERE chunk_id = \(key)")
        try StoredChunk(key: key, chunk).store(with: connection.prepare(StoredChunk.insert))
        #expect {
            _ = try StoreCompaction(path: path).run()
        } throws: { error in
            switch (error as? StoreError)?.code {
            case .damagedCatalogue, .damagedChunk: true
            default: false
            }
        }
        let reader = try StoreReader(path: path)
        #expect(try !reader.verify().isEmpty)
        if field == .parentRow {
            #expect(throws: StoreError.self) { try reader.read(block) }
        }
        useEverything(path)
    }

    /// Replaces an integer of one row, and makes its checksum right.
    private func forge(_ table: CatalogueTable, _ path: String, _ random: inout SplitMix64) throws {
        let connection = try Connection(path: path, access: .readWrite)
        var rows: [CheckedRow] = []
        try connection.forEachRow(of: table, table.selectAll) { rows.append($0) }
        guard !rows.isEmpty else { return }
        var values = rows[random.below(rows.count)].values
        let integers = values.indices.filter { if case .int = values[$0] { true } else { false } }
        guard let column = integers.isEmpty ? nil : integers[random.below(integers.count)],
            case .int(let old) = values[column]
        else { return }
        let forged = [0, -1, 1, old &+ 1, old &- 1, 255, 1 << 31, 1 << 40, .max, .min]
        values[column] = .int(forged[random.below(forged.count)])
        // Some are refused, where the key is that of another row.
        try? connection.prepare(table.replace).insert(values)
    }

    /// Asks for everything; errors are fine.
    private func useEverything(_ path: String) {
        guard let reader = try? StoreReader(path: path) else { return }
        _ = try? reader.verify()
        _ = try? reader.traces()
        _ = try? reader.statistics()
        _ = try? reader.series()
        _ = try? reader.inputs()
        for table in Table.roots {
            for block in (try? reader.blocks(of: table)) ?? [] {
                _ = try? reader.read(block)
                _ = try? reader.rows(0..<block.rowCount, of: block)
                _ = try? reader.chunks(of: block)
            }
        }
        guard let writer = try? StoreWriter(path: path) else { return }
        _ = try? writer.commit(sampleBatch(seed: 3))
        writer.close()
    }
}
