import DossierColumns
import DossierStore
import Glibc
import TestSupport
import Testing

@Suite struct CompactionTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    /// A store of several commits, with progress and a rejected value of an input.
    private func makeStore(commits: Int) throws {
        let writer = try StoreWriter(path: path)
        let input = writer.addInput(
            path: "dump.json",
            encoding: "plain",
            headByteCount: 9,
            headHash: 1 << 60
        )
        for seed in 0..<commits {
            var batch = sampleBatch(seed: seed)
            batch.progress = [
                InputProgress(
                    input: input,
                    byteOffset: UInt64(100 * seed),
                    elementCount: 3,
                    prefixHash: 1 << 50,
                    tailByteCount: 7,
                    isFinished: false
                )
            ]
            batch.rejected = [
                RejectedValue(
                    input: input,
                    byteOffset: UInt64(seed),
                    reason: "not JSON",
                    bytes: Array("###".utf8),
                    isTail: false
                )
            ]
            _ = try writer.commit(batch)
        }
        writer.close()
    }

    private func rejections(_ reader: StoreReader) throws -> [String] {
        var found: [String] = []
        try reader.forEachRejection { rejection in
            found.append("\(rejection)")
            return true
        }
        return found
    }

    @Test(arguments: [1, 2, 7], [1, 3, 40, nil])
    func keepsAllThatTheStoreHolds(commits: Int, partRowCount: Int?) throws {
        try makeStore(commits: commits)
        let before = try StoreReader(path: path)
        let lines = try RowDescriptions.lines(of: before)
        let traces = try before.traces().map { "\($0)" }
        let (inputs, rejected) = (try before.inputs(), try rejections(before))
        let result = try StoreCompaction(path: path, partRowCount: partRowCount).run()
        #expect(result.commitCount == Int64(commits))
        #expect(folder.names == ["test.dossier"])
        let after = try StoreReader(path: path)
        #expect(try after.verify() == [])
        #expect(try RowDescriptions.lines(of: after) == lines)
        #expect(try after.traces().map { "\($0)" } == traces)
        #expect(try after.inputs() == inputs)
        #expect(try rejections(after) == rejected)
        #expect(try after.commitCount() == 1)
        #expect(try after.blocks(of: .span).allSatisfy { $0.commit == 1 })
    }

    @Test(arguments: 1...12) func sortsRandomRowsOverAllCommits(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let writer = try StoreWriter(path: path)
        for commit in 0..<(1 + random.below(4)) {
            var builder = BatchBuilder()
            let resource = builder.resource(service: "s\(random.below(3))")
            let scope = builder.scope("scope")
            let metric = builder.metric("m\(random.below(2))")
            for row in 0..<(1 + random.below(300)) {
                let trace = random.below(4) == 0 ? nil : traceID(random.below(30))
                let time = random.below(20) == 0 ? 0 : UInt64(1 + random.below(50))
                if random.below(3) == 0 { builder.event(time: time, name: "event \(row % 5)") }
                if random.below(5) == 0 {
                    builder.link(trace: traceID(random.below(60)), spanID: UInt64(row))
                }
                builder.span(
                    trace: trace,
                    id: UInt64(commit * 1000 + row + 1),
                    parent: random.below(3) == 0 ? 0 : UInt64(random.below(1000)),
                    start: time,
                    end: time + 5,
                    resource: resource,
                    scope: scope,
                    ["n": .int(Int64(random.below(4))), "k\(random.below(6))": .string("v\(row)")]
                )
                builder.log(trace: trace, time: time, body: .string("line \(random.below(40))"))
                let series = builder.series(
                    resource: resource,
                    scope: scope,
                    metric: metric,
                    ["n": .int(Int64(random.below(9)))]
                )
                let point = builder.point(series: series, time: time, value: Double(row) / 4)
                if random.below(6) == 0 {
                    builder.exemplar(of: point, trace: trace, time: time, value: Double(row))
                }
            }
            _ = try writer.commit(builder.batch)
        }
        writer.close()
        let before = try RowDescriptions.lines(of: StoreReader(path: path))
        let traces = try StoreReader(path: path).traces().map { "\($0)" }
        _ = try StoreCompaction(path: path, partRowCount: 1 + random.below(200)).run()
        let reader = try StoreReader(path: path)
        #expect(try RowDescriptions.lines(of: reader) == before)
        #expect(try reader.traces().map { "\($0)" } == traces)
        #expect(try reader.verify() == [])
    }

    @Test func commitsGoOnAfterwards() throws {
        try makeStore(commits: 3)
        let first = try RowDescriptions.lines(of: StoreReader(path: path))
        _ = try StoreCompaction(path: path).run()
        let writer = try StoreWriter(path: path)
        #expect(writer.inputs.map(\.byteOffset) == [200])
        #expect(try writer.commit(sampleBatch(seed: 50)).commit == 2)
        writer.close()
        let reader = try StoreReader(path: path)
        let added = RowDescriptions.lines(of: sampleBatch(seed: 50))
        #expect(Set(try RowDescriptions.lines(of: reader)) == Set(first + added))
        #expect(try reader.verify() == [])
        _ = try StoreCompaction(path: path).run()
        #expect(try StoreReader(path: path).verify() == [])
    }

    @Test func aStoreWithoutCommitsStaysOne() throws {
        folder.write("test.dossier", "")
        try StoreWriter(path: path).close()
        let result = try StoreCompaction(path: path).run()
        #expect(result.commitCount == 0)
        #expect(try StoreReader(path: path).commitCount() == 0)
        #expect(folder.names == ["test.dossier"])
    }

    @Test func readersThatAreOpenNeverSeeAMixture() throws {
        try makeStore(commits: 3)
        let reader = try StoreReader(path: path)
        let lines = try RowDescriptions.lines(of: reader)
        _ = try StoreCompaction(path: path).run()
        // The old file, as long as the reader's connection to it lasts.
        do {
            #expect(try RowDescriptions.lines(of: reader) == lines)
        } catch let error as StoreError {
            #expect(error.code == .replacedMeanwhile)
        }
        #expect(try RowDescriptions.lines(of: StoreReader(path: path)) == lines)
    }

    @Test func whatAStoppedCompactionLeftIsRemoved() throws {
        try makeStore(commits: 1)
        let leftovers = ["test.dossier-compact", "test.dossier-compact-journal"]
        for name in leftovers { writeFile(folder.file(name), [1, 2, 3]) }
        _ = try StoreCompaction(path: path).run()
        #expect(folder.names == ["test.dossier"])
        for name in leftovers { writeFile(folder.file(name), [1, 2, 3]) }
        try StoreWriter(path: path).close()
        #expect(folder.names == ["test.dossier"])
    }

    @Test func aWriterKeepsACompactionOut() throws {
        let writer = try StoreWriter(path: path)
        #expect {
            _ = try StoreCompaction(path: path).run()
        } throws: {
            ($0 as? StoreError)?.code == .writerActive
        }
        writer.close()
    }

    @Test func whatIsNoStoreIsLeftAlone() throws {
        #expect(throws: StoreError.self) { try StoreCompaction(path: path).run() }
        #expect(folder.names == [])
        writeFile(path, Array("some text".utf8))
        #expect(throws: StoreError.self) { try StoreCompaction(path: path).run() }
        #expect(folder.names == ["test.dossier"])
        #expect(readFile(path) == Array("some text".utf8))
    }

    @Test func aDamagedStoreStaysAsItIs() throws {
        try makeStore(commits: 2)
        var bytes = try #require(readFile(path))
        // Every fourth page but those of the schema, so that some chunk is hit.
        for page in stride(from: 3 * 4096, to: bytes.count, by: 4 * 4096) {
            for byte in (page + 3000)..<(page + 4000) { bytes[byte] ^= 0x55 }
        }
        writeFile(path, bytes)
        #expect(throws: StoreError.self) { try StoreCompaction(path: path).run() }
        #expect(readFile(path) == bytes)
        #expect(folder.names == ["test.dossier"])
    }

    @Test func theFileKeepsItsPermissions() throws {
        try makeStore(commits: 1)
        chmod(path, 0o640)
        _ = try StoreCompaction(path: path).run()
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    }
}
