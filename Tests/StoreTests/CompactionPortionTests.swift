import DossierColumns
import TestSupport
import Testing

@testable import DossierStore

/// Compactions that take several portions.
@Suite struct CompactionPortionTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    @Test("Rows are the same whatever the size of a portion", arguments: [1, 3, 10, 1000])
    func portions(rowLimit: Int) throws {
        let writer = try StoreWriter(path: path)
        for seed in 0..<6 { _ = try writer.commit(sampleBatch(seed: seed % 4)) }
        writer.close()
        let before = try RowDescriptions.lines(of: try StoreReader(path: path))
        let limit = PortionLimit(rows: rowLimit, textBytes: 1 << 20)
        _ = try Compaction(path: path, wait: false, limit: limit).run()
        let reader = try StoreReader(path: path)
        #expect(try RowDescriptions.lines(of: reader) == before)
        #expect(try reader.verify() == [])
        for id in try reader.traceIDs(prefix: "") where rowLimit == 1000 {
            let locations = try #require(try reader.trace(id)).locations
            #expect(locations.filter { $0.table == .span }.count <= 1)
            #expect(locations.filter { $0.table == .logRecord }.count <= 1)
        }
    }

    @Test func aWriterKeepsACompactionOut() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        #expect(throws: StoreError.self) { try Compaction(path: path).run() }
        writer.close()
        _ = try Compaction(path: path).run()
        #expect(try StoreReader(path: path).verify() == [])
    }

    @Test func aDamagedStoreIsLeftAsItIs() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute(
            "UPDATE chunk SET data = zeroblob(length(data)) WHERE length(data) > 9"
        )
        let before = try StoreReader(path: path).commitCount()
        #expect(throws: StoreError.self) { try Compaction(path: path).run() }
        #expect(try StoreReader(path: path).commitCount() == before)
        #expect(folder.names == ["test.dossier"])
    }
}
