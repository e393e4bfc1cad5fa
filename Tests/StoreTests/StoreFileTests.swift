import DossierColumns
import DossierStore
import Glibc
import TestSupport
import Testing

@Suite struct StoreFileTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    private func code(_ body: () throws -> Void) -> StoreError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }

    private func makeStore() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
    }

    /// The store's bytes with a big-endian number of its header replaced.
    private func patch(_ value: UInt32, at offset: Int) throws {
        var bytes = try #require(readFile(path))
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (24 - 8 * index))
        }
        writeFile(path, bytes)
    }

    @Test func readingNeedsAFileOfAStore() throws {
        #expect(code { _ = try StoreReader(path: path) } == .missingFile)
        #expect(code { _ = try StoreReader(path: folder.file("no/such")) } == .folderMissing)
        #expect(code { _ = try StoreReader(path: folder.path) } == .isFolder)
        writeFile(path, [])
        #expect(code { _ = try StoreReader(path: path) } == .emptyFile)
    }

    @Test(arguments: [
        ("{\"resourceSpans\":[]}", "JSON"),
        ("  \n[1]", "JSON"),
        ("PAR1....", "a Parquet file"),
        ("hello, world", "a text file"),
    ])
    func otherFilesAreNamed(content: String, name: String) throws {
        writeFile(path, content.utf8)
        #expect(code { _ = try StoreReader(path: path) } == .notSQLite(looksLike: name))
        #expect(code { _ = try StoreWriter(path: path) } == .notSQLite(looksLike: name))
        // What is no store stays as it was.
        #expect(readFile(path) == Array(content.utf8))
    }

    @Test func compressedFilesAreNamed() {
        writeFile(path, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
        let name = "gzip-compressed data"
        #expect(code { _ = try StoreReader(path: path) } == .notSQLite(looksLike: name))
        writeFile(path, [0, 1, 2, 3])
        #expect(code { _ = try StoreReader(path: path) } == .notSQLite(looksLike: nil))
    }

    @Test func databasesOfOthersAreLeftAlone() throws {
        try makeStore()
        try patch(0x4750_4b47, at: 68)
        let foreign = StoreError.Code.foreignDatabase(applicationID: 0x4750_4b47)
        #expect(code { _ = try StoreReader(path: path) } == foreign)
        #expect(code { _ = try StoreWriter(path: path) } == foreign)
        // Without any mark, but with tables.
        try patch(0, at: 68)
        try patch(0, at: 60)
        #expect(code { _ = try StoreWriter(path: path) } == .foreignDatabase(applicationID: 0))
    }

    @Test func otherVersionsAreNamed() throws {
        try makeStore()
        try patch(2, at: 60)
        #expect(code { _ = try StoreReader(path: path) } == .newerFormat(version: 2))
        #expect(code { _ = try StoreWriter(path: path) } == .newerFormat(version: 2))
        try patch(0, at: 60)
        #expect(code { _ = try StoreReader(path: path) } == .olderFormat(version: 0))
        let error = StoreError(.newerFormat(version: 2), path: "x.dossier")
        #expect(error.description.contains("format version 2"))
        #expect(error.description.contains("too new"))
    }

    @Test func whatAKillDuringCreationLeavesIsMadeAStore() throws {
        writeFile(path, [])
        try makeStore()
        #expect(try StoreReader(path: path).commitCount() == 1)
        #expect(folder.names == ["test.dossier"])
    }

    @Test func theFolderOfANewStoreHasToExist() {
        let inner = folder.file("no/test.dossier")
        #expect(code { _ = try StoreWriter(path: inner) } == .folderMissing)
        #expect(code { _ = try StoreWriter(path: folder.path) } == .isFolder)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everything"))
    func writeProtectionIsRespected() throws {
        try makeStore()
        chmod(path, 0o444)
        #expect(code { _ = try StoreWriter(path: path) } == .readOnlyFile)
        chmod(folder.path, 0o555)
        #expect(try StoreReader(path: path).verify() == [])
        chmod(path, 0o644)
        #expect(code { _ = try StoreWriter(path: path) } == .folderNotWritable)
        let other = folder.file("other")
        #expect(code { _ = try StoreWriter(path: other) } == .folderNotWritable)
        chmod(folder.path, 0o755)
    }

    @Test func aSymbolicLinkLeadsToTheStore() throws {
        try makeStore()
        let link = folder.file("link")
        symlink(path, link)
        let writer = try StoreWriter(path: link)
        _ = try writer.commit(sampleBatch(seed: 1))
        writer.close()
        #expect(try StoreReader(path: link).commitCount() == 2)
        #expect(folder.names == ["link", "test.dossier"])
    }

    @Test func anyTruncationIsNoticed() throws {
        try makeStore()
        let bytes = try #require(readFile(path))
        let expected = try RowDescriptions.lines(of: StoreReader(path: path))
        for kept in stride(from: 1, to: bytes.count, by: 911) {
            let part = folder.file("part")
            writeFile(part, bytes[..<kept])
            guard let reader = try? StoreReader(path: part) else { continue }
            let damages = try? reader.verify()
            let lines = try? RowDescriptions.lines(of: reader)
            #expect(damages != [] || lines == expected, "\(kept) bytes")
        }
    }

    @Test func closedWritersRefuseToCommit() throws {
        let writer = try StoreWriter(path: path)
        writer.close()
        #expect(code { _ = try writer.commit(sampleBatch()) } == .closed)
    }
}
