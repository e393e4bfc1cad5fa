import DossierColumns
import TestSupport
import Testing

@testable import DossierStore

/// What is unusual in inputs, as a store keeps it.
@Suite struct AnomalyTableTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    private func anomaly(_ name: String, _ count: UInt64, at offset: UInt64) -> InputAnomaly {
        InputAnomaly(
            input: 1,
            kind: .bodyMember,
            name: Array(name.utf8),
            count: count,
            byteOffset: offset
        )
    }

    private func commit(_ anomalies: InputAnomaly...) throws {
        let writer = try StoreWriter(path: path)
        defer { writer.close() }
        if writer.inputs.isEmpty {
            _ = writer.addInput(path: "a", encoding: "plain", headByteCount: 0, headHash: 0)
        }
        var batch = sampleBatch()
        batch.progress = [
            InputProgress(
                input: 1,
                byteOffset: 9,
                elementCount: 0,
                prefixHash: 0,
                tailByteCount: 0,
                isFinished: true
            )
        ]
        batch.anomalies = anomalies
        _ = try writer.commit(batch)
    }

    private func stored() throws -> [InputAnomaly] { try StoreReader(path: path).anomalies() }

    @Test func commitsAddToTheirCounts() throws {
        try commit(anomaly("a", 2, at: 50), anomaly("b", 1, at: 60))
        try commit(anomaly("a", 3, at: 40), anomaly("c", 1, at: 70))
        let expected = [
            anomaly("a", 5, at: 40), anomaly("b", 1, at: 60), anomaly("c", 1, at: 70),
        ]
        #expect(try stored() == expected)
        #expect(try StoreReader(path: path).verify() == [])
        _ = try StoreCompaction(path: path).run()
        #expect(try stored() == expected)
        #expect(try StoreReader(path: path).verify() == [])
    }

    @Test func aStoreWithoutTheTableIsReadAndGetsIt() throws {
        try commit()
        do {
            let connection = try Connection(path: path, access: .readWrite)
            try connection.execute("DROP TABLE anomaly")
        }
        #expect(try stored() == [])
        #expect(try StoreReader(path: path).verify() == [])
        try commit(anomaly("a", 1, at: 5))
        #expect(try stored() == [anomaly("a", 1, at: 5)])
        #expect(try StoreReader(path: path).verify() == [])
    }

    @Test func anAnomalyOfAnUnknownInputIsDamage() throws {
        try commit()
        do {
            let connection = try Connection(path: path, access: .readWrite)
            var row = StoredAnomaly(id: 1, anomaly("a", 1, at: 5))
            row.anomaly.input = 7
            try connection.prepare(CatalogueTable.anomaly.insert).insert(row.values)
        }
        #expect(try StoreReader(path: path).verify().count == 1)
    }

    @Test func aStoreThatGotNothingIsRemoved() throws {
        let writer = try StoreWriter(path: path)
        _ = writer.addInput(path: "a", encoding: "plain", headByteCount: 0, headHash: 0)
        writer.close()
        #expect(folder.names.isEmpty)
        try commit()
        try StoreWriter(path: path).close()
        #expect(folder.names == ["test.dossier"])
    }
}
