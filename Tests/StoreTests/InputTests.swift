import DossierColumns
import DossierStore
import TestSupport
import Testing

@Suite struct InputTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    private func progress(_ input: Int, to offset: UInt64, tail: UInt64 = 0) -> InputProgress {
        InputProgress(
            input: input,
            byteOffset: offset,
            elementCount: 2,
            prefixHash: .max - offset,
            tailByteCount: tail,
            isFinished: tail > 0
        )
    }

    private func rejected(_ input: Int, _ text: String, isTail: Bool = false) -> RejectedValue {
        RejectedValue(
            input: input,
            byteOffset: 7,
            reason: "because",
            bytes: Array(text.utf8),
            isTail: isTail
        )
    }

    private func rejections(_ reader: StoreReader, input: Int? = nil) throws -> [StoredRejection] {
        var found: [StoredRejection] = []
        try reader.forEachRejection(input: input) { rejection in
            found.append(rejection)
            return true
        }
        return found
    }

    @Test func progressIsKeptWithTheRows() throws {
        let writer = try StoreWriter(path: path)
        let input = writer.addInput(
            path: "/dumps/a.json",
            encoding: "gzip",
            headByteCount: 4096,
            headHash: .max
        )
        var batch = sampleBatch()
        batch.progress = [progress(input, to: 100), progress(input, to: 200)]
        batch.rejected = [rejected(input, "{"), rejected(input, "")]
        _ = try writer.commit(batch)
        writer.close()

        let again = try StoreWriter(path: path)
        let record = try #require(again.inputs.first)
        #expect(again.inputs == (try StoreReader(path: path).inputs()))
        #expect(record.id == input)
        #expect(record.path == "/dumps/a.json")
        #expect(record.encoding == "gzip")
        #expect(record.headByteCount == 4096)
        #expect(record.headHash == UInt64.max)
        #expect(record.byteOffset == 200)
        #expect(record.elementCount == 2)
        #expect(record.prefixHash == UInt64.max - 200)
        #expect(!record.isFinished)
        #expect(record.rows == InputRowCounts(spans: 4, logRecords: 3, dataPoints: 3))
        #expect(record.rejectedCount == 2)
        let reader = try StoreReader(path: path)
        #expect(try rejections(reader).map(\.bytes) == [[UInt8(ascii: "{")], []])
        #expect(try reader.verify() == [])
    }

    @Test func anInputIsStoredWithItsFirstProgress() throws {
        let writer = try StoreWriter(path: path)
        let first = writer.addInput(path: "a", encoding: "none", headByteCount: 0, headHash: 0)
        let second = writer.addInput(path: "b", encoding: "none", headByteCount: 0, headHash: 0)
        #expect(first != second)
        var batch = Batch()
        batch.progress = [progress(second, to: 1)]
        _ = try writer.commit(batch)
        #expect(writer.inputs.map(\.path) == ["a", "b"])
        #expect(try StoreReader(path: path).inputs().map(\.path) == ["b"])
    }

    @Test func rowsOfSeveralInputsInOneBatchAreOnlyCountedIfTheCountsAreGiven() throws {
        let writer = try StoreWriter(path: path)
        let inputs = ["a", "b"].map {
            writer.addInput(path: $0, encoding: "none", headByteCount: 0, headHash: 0)
        }
        var batch = sampleBatch()
        batch.progress = inputs.map { progress($0, to: 10) }
        _ = try writer.commit(
            batch,
            counts: [inputs[0]: .init(spans: 3), inputs[1]: .init(spans: 1)]
        )
        #expect(writer.inputs.map { $0.rows?.spans } == [3, 1])
        _ = try writer.commit(batch)
        #expect(writer.inputs.map { $0.rows?.spans } == [nil, nil])
        let reader = try StoreReader(path: path)
        #expect(try reader.inputs().map { $0.rows?.spans } == [nil, nil])
        #expect(try reader.verify() == [])
    }

    @Test func aRejectedTailGoesWhenTheInputIsReadOn() throws {
        let writer = try StoreWriter(path: path)
        let inputs = ["a", "b"].map {
            writer.addInput(path: $0, encoding: "none", headByteCount: 0, headHash: 0)
        }
        var batch = Batch()
        batch.progress = inputs.map { progress($0, to: 10, tail: 4) }
        batch.rejected = inputs.flatMap {
            [rejected($0, "bad"), rejected($0, "tail", isTail: true)]
        }
        _ = try writer.commit(batch)
        batch.progress = [progress(inputs[0], to: 20, tail: 5)]
        batch.rejected = [rejected(inputs[0], "longer tail", isTail: true)]
        _ = try writer.commit(batch)
        let reader = try StoreReader(path: path)
        let texts = try rejections(reader, input: inputs[0])
            .map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(texts == ["bad", "longer tail"])
        #expect(try rejections(reader, input: inputs[1]).count == 2)
        #expect(try reader.inputs().map(\.rejectedCount) == [2, 2])
        #expect(try reader.verify() == [])
    }

    @Test func manyRejectionsAreReadInPages() throws {
        let writer = try StoreWriter(path: path)
        let input = writer.addInput(path: "a", encoding: "none", headByteCount: 0, headHash: 0)
        var batch = Batch()
        batch.progress = [progress(input, to: 10)]
        batch.rejected = (0..<1000).map { rejected(input, "value \($0)") }
        _ = try writer.commit(batch)
        let reader = try StoreReader(path: path)
        let found = try rejections(reader)
        #expect(found.count == 1000)
        #expect(String(decoding: found[999].bytes, as: UTF8.self) == "value 999")
        var seen = 0
        try reader.forEachRejection { _ in
            seen += 1
            return seen < 300
        }
        #expect(seen == 300)
    }
}
