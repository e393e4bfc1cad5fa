import DossierColumns
import DossierStore
import Glibc
import TestSupport
import Testing

/// What a crash leaves: the file with some pages of a commit, and the journal with those before.
@Suite struct RecoveryTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    /// Makes the file as it is in the middle of the second commit.
    private func crash() throws -> (before: [UInt8], lines: [String]) {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
        let before = try #require(readFile(path))
        let lines = try RowDescriptions.lines(of: StoreReader(path: path))
        let second = try StoreWriter(path: path)
        _ = try second.commit(sampleBatch(seed: 1))
        second.close()
        let after = try #require(readFile(path))
        writeFile(path + "-journal", journal(before: before, after: after))
        return (before, lines)
    }

    @Test func readersRollBackWhatACrashLeft() throws {
        let (before, lines) = try crash()
        let reader = try StoreReader(path: path)
        #expect(try reader.commitCount() == 1)
        #expect(try RowDescriptions.lines(of: reader) == lines)
        #expect(try reader.verify() == [])
        #expect(folder.names == ["test.dossier"])
        #expect(readFile(path)?.count == before.count)
    }

    @Test func readersThatWereOpenRollBackToo() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
        let before = try #require(readFile(path))
        _ = try StoreWriter(path: path).commit(sampleBatch(seed: 1))
        let after = try #require(readFile(path))
        let reader = try StoreReader(path: path)
        #expect(try reader.commitCount() == 2)
        writeFile(path + "-journal", journal(before: before, after: after))
        #expect(try reader.commitCount() == 1)
        #expect(folder.names == ["test.dossier"])
    }

    @Test func writersGoOnAfterACrash() throws {
        _ = try crash()
        let writer = try StoreWriter(path: path)
        #expect(try writer.commit(sampleBatch(seed: 2)).commit == 2)
        writer.close()
        #expect(try StoreReader(path: path).verify() == [])
        #expect(folder.names == ["test.dossier"])
    }

    @Test func aCrashDuringCreationIsUndone() throws {
        _ = try StoreWriter(path: path)
        let created = try #require(readFile(path))
        writeFile(path + "-journal", journal(before: [], after: created))
        #expect {
            _ = try StoreReader(path: path)
        } throws: {
            ($0 as? StoreError)?.code == .emptyFile
        }
        writeFile(path, created)
        writeFile(path + "-journal", journal(before: [], after: created))
        let writer = try StoreWriter(path: path)
        #expect(try writer.commit(sampleBatch()).commit == 1)
        #expect(folder.names == ["test.dossier"])
    }

    @Test func theJournalOfACommitThatChangedNothingYetIsRemoved() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
        // The header is only written when the first page of the file is about to change.
        writeFile(path + "-journal", [UInt8](repeating: 0, count: 512 + 4104))
        #expect(try StoreReader(path: path).verify() == [])
        #expect(folder.names == ["test.dossier"])
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everything"))
    func recoveryOnAReadOnlyMediumIsRefused() throws {
        _ = try crash()
        chmod(path, 0o444)
        chmod(folder.path, 0o555)
        #expect {
            _ = try StoreReader(path: path)
        } throws: {
            ($0 as? StoreError)?.code == .recoveryNeedsWriting
        }
        chmod(folder.path, 0o755)
    }
}

/// A rollback journal of SQLite, which leads from one content of a database back to another.
private func journal(before: [UInt8], after: [UInt8]) -> [UInt8] {
    let pageSize = 4096
    let nonce: UInt32 = 12345
    func word(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    var records: [UInt8] = []
    var count = 0
    for page in 0..<(before.count / pageSize) {
        let range = (page * pageSize)..<((page + 1) * pageSize)
        if range.upperBound <= after.count, before[range] == after[range] { continue }
        var checksum = nonce
        for offset in stride(from: pageSize - 200, to: 0, by: -200) {
            checksum &+= UInt32(before[range.lowerBound + offset])
        }
        records += word(page + 1) + before[range] + word(Int(checksum))
        count += 1
    }
    var header: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
    header += word(count) + word(Int(nonce)) + word(before.count / pageSize) + word(512)
    header += word(pageSize)
    return header + [UInt8](repeating: 0, count: 512 - header.count) + records
}
