import DossierColumns
import DossierStore
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    @Test func theSecondWriterIsTurnedAway() throws {
        let first = try StoreWriter(path: path)
        _ = try first.commit(sampleBatch())
        #expect {
            _ = try StoreWriter(path: path)
        } throws: {
            ($0 as? StoreError)?.code == .writerActive
        }
        first.close()
        let second = try StoreWriter(path: path)
        _ = try second.commit(sampleBatch(seed: 1))
        #expect(try StoreReader(path: path).commitCount() == 2)
    }

    @Test func theSecondWriterMayWait() async throws {
        let first = try StoreWriter(path: path)
        _ = try first.commit(sampleBatch())
        let path = path
        let second = Task.detached {
            let writer = try StoreWriter(path: path, wait: true)
            return try writer.commit(sampleBatch(seed: 1)).commit
        }
        try await Task.sleep(for: .milliseconds(100))
        #expect(try StoreReader(path: path).commitCount() == 1)
        first.close()
        #expect(try await second.value == 2)
    }

    @Test func aWriterThatIsForgottenLetsTheNextIn() throws {
        for seed in 0..<3 {
            let writer = try StoreWriter(path: path)
            _ = try writer.commit(sampleBatch(seed: seed))
        }
        #expect(try StoreReader(path: path).commitCount() == 3)
    }

    @Test func anotherProcessHoldsTheLock() throws {
        _ = try StoreWriter(path: path).commit(sampleBatch())
        let process = try #require(spawn("/usr/bin/flock", [path, "-c", "sleep 0.5"]))
        // It takes a moment until the other process has the lock, and then it keeps it a while.
        var refusal: StoreError?
        for _ in 0..<500 where refusal == nil {
            do throws(StoreError) {
                try StoreWriter(path: path).close()
                usleep(10_000)
            } catch {
                refusal = error
            }
        }
        #expect(refusal?.code == .writerActive)
        let writer = try StoreWriter(path: path, wait: true)
        _ = try writer.commit(sampleBatch())
        waitpid(process, nil, 0)
    }

    @Test func readersSeeWholeCommitsWhileAWriterCommits() async throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let path = path
        let done = Flag()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let reader = try StoreReader(path: path)
                    var rounds = 0
                    repeat {
                        let blocks = try reader.blocks(of: .span)
                        let count = try reader.commitCount()
                        #expect(blocks.count <= Int(count))
                        for block in blocks.suffix(2) {
                            #expect(try reader.read(block).rows.rowCount == 4)
                        }
                        let traces = try reader.traces()
                        #expect(traces.count >= blocks.count * 2)
                        rounds += 1
                    } while !done.isSet
                    return rounds
                }
            }
            for seed in 1...40 { _ = try writer.commit(sampleBatch(seed: seed)) }
            done.set()
            for try await rounds in group { #expect(rounds > 0) }
        }
        let reader = try StoreReader(path: path)
        #expect(try reader.blocks(of: .span).count == 41)
        #expect(try reader.verify() == [])
        #expect(folder.names == ["test.dossier"])
    }

    @Test func verifyingDoesNotStopAWriter() async throws {
        let writer = try StoreWriter(path: path)
        for seed in 0..<5 { _ = try writer.commit(sampleBatch(seed: seed)) }
        let path = path
        let verification = Task.detached {
            let reader = try StoreReader(path: path)
            return try (0..<10).flatMap { _ in try reader.verify() }
        }
        for seed in 5..<25 { _ = try writer.commit(sampleBatch(seed: seed)) }
        #expect(try await verification.value == [])
    }

    @Test func aReaderNoticesWhatWasCommittedSince() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let reader = try StoreReader(path: path)
        let before = try reader.sharedValues()
        var builder = BatchBuilder()
        _ = builder.scope("another")
        let resource = builder.resource(service: "new")
        builder.span(
            trace: traceID(7),
            id: 1,
            start: 5,
            end: 6,
            resource: resource,
            ["new": .int(1)]
        )
        _ = try writer.commit(builder.batch)
        #expect(try reader.sharedValues().resources.count == before.resources.count + 1)
        #expect(try reader.serviceNames().contains("new"))
        let block = try #require(try reader.blocks(of: .span).last)
        #expect(try reader.read(block).rows.slots.last?.words == [1])
    }

    @Test func aResourceThatIsAmendedIsReadAnew() throws {
        let writer = try StoreWriter(path: path)
        let batch = sampleBatch()
        _ = try writer.commit(batch)
        let reader = try StoreReader(path: path)
        let stored = Array(try reader.sharedValues().resources[0])
        var other = BatchBuilder()
        _ = other.resource(service: "shop", ["schema": .string("url")])
        let content = Array(other.batch.shared.resources[0])
        var amendment = Batch()
        amendment.amendments = [
            SharedAmendment(kind: .resource, stored: stored, content: content),
            SharedAmendment(kind: .scope, stored: [1, 2, 3], content: content),
        ]
        _ = try writer.commit(amendment)
        #expect(Array(try reader.sharedValues().resources[0]) == content)
        // From now on the new content stands for the same resource.
        _ = try writer.commit(other.batch)
        #expect(try reader.sharedValues().resources.count == 2)
        #expect(try reader.verify() == [])
        #expect(try StoreReader(path: path).serviceNames() == ["shop", "bank"])
    }

    @Test func aWriterNoticesThatAnotherProgramWrote() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let other = folder.file("other")
        let copy = try StoreWriter(path: other)
        _ = try copy.commit(sampleBatch())
        _ = try copy.commit(sampleBatch(seed: 1))
        copy.close()
        // What a program does that does not know of the lock: it overwrites the file's content.
        let bytes = try #require(readFile(other))
        overwrite(path, with: bytes)
        #expect {
            _ = try writer.commit(sampleBatch(seed: 2))
        } throws: {
            ($0 as? StoreError)?.code == .writtenMeanwhile(expected: 1, found: 2)
        }
        // Afterwards it knows.
        #expect(try writer.commit(sampleBatch(seed: 2)).commit == 3)
        #expect(try StoreReader(path: path).verify() == [])
    }
}

private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}

private func spawn(_ program: String, _ arguments: [String]) -> pid_t? {
    var process: pid_t = 0
    var pointers: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return posix_spawn(&process, program, nil, nil, pointers, environ) == 0 ? process : nil
}

/// Overwrites a file in another process: closing it in this one would drop SQLite's locks.
private func overwrite(_ path: String, with bytes: [UInt8]) {
    let source = path + "-source"
    writeFile(source, bytes)
    defer { unlink(source) }
    guard let process = spawn("/bin/cp", [source, path]) else { return }
    waitpid(process, nil, 0)
}
