import DossierColumns
import DossierStore
import TestSupport
import Testing

/// Batches that are added are stored together, and as if each had been committed.
@Suite struct PendingCommitTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    private func addedAndFlushed(_ batches: [Batch], to path: String) throws -> CommitSummary {
        let writer = try StoreWriter(path: path)
        defer { writer.close() }
        for batch in batches { #expect(try writer.add(batch).commit == 0) }
        return try writer.flush()
    }

    @Test func nothingIsThereBeforeTheFlushAndEverythingAfter() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.add(sampleBatch())
        _ = try writer.add(sampleBatch())
        let reader = try StoreReader(path: path)
        #expect(try reader.commitCount() == 0)
        let summary = try writer.flush()
        #expect(summary.commit == 2)
        #expect(try reader.commitCount() == 2)
        #expect(try StoreReader(path: path).verify() == [])
        #expect(try writer.flush().rowCounts.isEmpty)
    }

    @Test func theFileIsTheOneThatCommitsMake() throws {
        let batches = [sampleBatch(), sampleBatch(), sampleBatch()]
        let other = folder.file("other.dossier")
        let writer = try StoreWriter(path: other)
        for batch in batches { _ = try writer.commit(batch) }
        writer.close()
        let summary = try addedAndFlushed(batches, to: path)
        #expect(summary.commit == 3)
        let (added, committed) = (try StoreReader(path: path), try StoreReader(path: other))
        for table in [Table.span, .logRecord, .series, .dataPoint, .exemplar] {
            #expect(try added.blocks(of: table) == committed.blocks(of: table))
        }
    }

    /// A batch with progress and one string.
    private func batch(_ text: consuming [UInt8], input: Int, _ spares: StringArenaPool) -> Batch {
        var batch = Batch(textArenas: spares)
        let count = text.count
        batch.strings = StringTable(bytes: consume text, offsets: [0, count])
        batch.progress = [
            InputProgress(
                input: input,
                byteOffset: 1,
                elementCount: 0,
                prefixHash: 0,
                tailByteCount: 0,
                isFinished: true
            )
        ]
        return batch
    }

    @Test func theMemoryOfTextsIsGivenBackWithoutACopy() throws {
        let writer = try StoreWriter(path: path)
        let input = writer.addInput(path: "a", encoding: "", headByteCount: 0, headHash: 0)
        let spares = StringArenaPool()
        var text = [UInt8](repeating: 0x61, count: 2 << 20)
        let address = text.withUnsafeMutableBytes { UnsafeRawPointer($0.baseAddress) }
        _ = try writer.add(batch(consume text, input: input, spares))
        var again = try #require(spares.take(byteCount: 2 << 20))
        #expect(again.withUnsafeMutableBytes { UnsafeRawPointer($0.baseAddress) } == address)
    }

    @Test func aCommitStoresWhatWasAddedBefore() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.add(sampleBatch())
        #expect(try writer.commit(sampleBatch()).commit == 2)
        #expect(try StoreReader(path: path).commitCount() == 2)
    }

    @Test func aTailThatIsNotStoredYetIsReplacedAsOneThatIs() throws {
        let writer = try StoreWriter(path: path)
        let input = writer.addInput(path: "a", encoding: "", headByteCount: 1, headHash: 1)
        var spanCount = 0
        for (end, tail, isTail) in [(100 as UInt64, 5 as UInt64, true), (200, 0, false)] {
            var batch = sampleBatch()
            batch.progress = [
                InputProgress(
                    input: input,
                    byteOffset: end,
                    elementCount: 0,
                    prefixHash: end,
                    tailByteCount: tail,
                    isFinished: true
                )
            ]
            if isTail {
                batch.rejected = [
                    RejectedValue(
                        input: input,
                        byteOffset: end,
                        reason: "cut",
                        bytes: [0x7b],
                        isTail: true
                    )
                ]
            }
            spanCount += try writer.add(batch).rowCounts[.span] ?? 0
        }
        spanCount += try writer.flush().rowCounts[.span] ?? 0
        #expect(spanCount == 2 * sampleBatch().spans.rowCount)
        let record = try #require(try StoreReader(path: path).inputs().first)
        #expect(record.rejectedCount == 0)
        #expect(record.byteOffset == 200)
        #expect(writer.inputs.first?.rejectedCount == 0)
        #expect(try StoreReader(path: path).verify() == [])
    }
}
