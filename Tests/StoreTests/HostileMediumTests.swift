import DossierColumns
import DossierStore
import Glibc
import TestSupport
import Testing

/// Media that fill up, that can't be written, and files that vanish.
@Suite struct HostileMediumTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    /// A file system mounted on a folder; nil if this process may not mount.
    private final class MountedFolder {
        let path: String

        /// One in memory of so many bytes.
        init?(_ folder: TemporaryFolder, byteCount: Int) {
            path = folder.makeFolder("disk")
            guard mount("tmpfs", path, "tmpfs", 0, "size=\(byteCount)") == 0 else { return nil }
        }

        /// A writer keeps a descriptor of its file as long as the process lives.
        deinit { umount2(path, Int32(MNT_DETACH)) }

        func resize(_ byteCount: Int) {
            #expect(mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(byteCount)") == 0)
        }

        /// Mounts a folder a second time, such that it can only be read.
        init?(_ folder: TemporaryFolder, readOnly other: String) {
            path = folder.makeFolder("disk")
            let flags = MS_BIND | MS_REMOUNT | MS_RDONLY
            guard mount(other, path, nil, UInt(MS_BIND), nil) == 0,
                mount(other, path, nil, UInt(flags), nil) == 0
            else { return nil }
        }

        var names: [String] {
            guard let folder = opendir(path) else { return [] }
            defer { closedir(folder) }
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { names.append(name) }
            }
            return names.sorted()
        }
    }

    static let canMount = {
        let folder = TemporaryFolder()
        return MountedFolder(folder, byteCount: 1 << 20) != nil
    }()

    private static let mountNotice: Comment = "mounting a file system needs root"

    @Test(
        .enabled(if: canMount, mountNotice),
        arguments: Array(stride(from: 4, through: 400, by: 12))
    )
    func aCommitOnAFullDiskLeavesTheOneBefore(kibibytes: Int) throws {
        let disk = try #require(MountedFolder(folder, byteCount: kibibytes << 10))
        let path = "\(disk.path)/test.dossier"
        let committed = try commitUntilFull(path)
        let lines = (0..<committed).flatMap { RowDescriptions.lines(of: sampleBatch(seed: $0)) }
        if committed > 0 {
            let reader = try StoreReader(path: path)
            #expect(Set(try RowDescriptions.lines(of: reader)) == Set(lines))
            #expect(try reader.commitCount() == Int64(committed))
            #expect(try reader.verify() == [])
        }
        disk.resize(8 << 20)
        let writer = try StoreWriter(path: path)
        #expect(try writer.commit(sampleBatch(seed: 99)).commit == Int64(committed) + 1)
        writer.close()
        let reader = try StoreReader(path: path)
        let all = lines + RowDescriptions.lines(of: sampleBatch(seed: 99))
        #expect(Set(try RowDescriptions.lines(of: reader)) == Set(all))
        #expect(try reader.verify() == [])
        #expect(disk.names == ["test.dossier"])
    }

    @Test(
        .enabled(if: canMount, mountNotice),
        arguments: Array(stride(from: 0, through: 160, by: 20))
    )
    func aCompactionOnAFullDiskLeavesTheStore(spareKibibytes: Int) throws {
        let disk = try #require(MountedFolder(folder, byteCount: 8 << 20))
        let path = "\(disk.path)/test.dossier"
        let writer = try StoreWriter(path: path)
        for seed in 0..<4 { _ = try writer.commit(sampleBatch(seed: seed)) }
        writer.close()
        let before = try #require(readFile(path))
        let lines = try RowDescriptions.lines(of: StoreReader(path: path))
        disk.resize(before.count + spareKibibytes << 10)
        do throws(StoreError) {
            _ = try StoreCompaction(path: path).run()
        } catch {
            #expect(error.code == .noRoom(.device, for: .compaction))
            #expect(readFile(path) == before)
        }
        #expect(disk.names == ["test.dossier"])
        #expect(try RowDescriptions.lines(of: StoreReader(path: path)) == lines)
        #expect(try StoreReader(path: path).verify() == [])
    }

    @Test(.enabled(if: canMount, mountNotice)) func aReadOnlyMediumIsReadAndNotWritten() throws {
        let original = folder.makeFolder("original")
        let writer = try StoreWriter(path: "\(original)/test.dossier")
        _ = try writer.commit(sampleBatch())
        writer.close()
        let lines = RowDescriptions.lines(of: sampleBatch())
        let disk = try #require(MountedFolder(folder, readOnly: original))
        let path = "\(disk.path)/test.dossier"
        let reader = try StoreReader(path: path)
        #expect(try RowDescriptions.lines(of: reader) == lines)
        #expect(try reader.verify() == [])
        #expect(throws: StoreError.self) { try StoreWriter(path: path) }
        #expect(throws: StoreError.self) { try StoreCompaction(path: path).run() }
        #expect(throws: StoreError.self) { try StoreWriter(path: "\(disk.path)/new.dossier") }
        #expect(disk.names == ["test.dossier"])
    }

    /// Stores batches with the seeds 0, 1, …, at most 12; returns how many were committed.
    private func commitUntilFull(_ path: String) throws -> Int {
        var committed = 0
        do throws(StoreError) {
            let writer = try StoreWriter(path: path)
            for seed in 0..<12 {
                _ = try writer.commit(sampleBatch(seed: seed))
                committed += 1
            }
            writer.close()
        } catch {
            #expect(error.code == .noRoom(.device, for: .commit))
        }
        return committed
    }

    @Test func aDeletedStoreIsReadOnOrMissed() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        writer.close()
        let reader = try StoreReader(path: path)
        let lines = try RowDescriptions.lines(of: reader)
        unlink(path)
        switch Result(catching: { try RowDescriptions.lines(of: reader) }) {
        case .success(let found): #expect(found == lines)
        case .failure(let error): #expect((error as? StoreError)?.code == .missingFile)
        }
        #expect(throws: StoreError.self) { try StoreReader(path: path) }
        // Nobody made it anew by looking.
        #expect(folder.names == [])
    }

    @Test(arguments: 0..<24) func aStoreThatIsCutUnderAReaderIsNoticed(step: Int) throws {
        let writer = try StoreWriter(path: path)
        for seed in 0..<3 { _ = try writer.commit(sampleBatch(seed: seed)) }
        writer.close()
        let byteCount = try #require(readFile(path)).count
        let reader = try StoreReader(path: path)
        let lines = try RowDescriptions.lines(of: reader)
        truncate(path, off_t(byteCount * step / 24))
        // What SQLite had in memory is still right; the file is not.
        switch Result(catching: { try RowDescriptions.lines(of: reader) }) {
        case .success(let found): #expect(found == lines)
        case .failure(let error): #expect(error is StoreError)
        }
        let damage = try? StoreReader(path: path).verify()
        #expect(damage != [])
    }
}
