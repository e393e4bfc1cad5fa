import Glibc
import Testing

@testable import DossierOTLP

/// Lists of paths become lists of files.
@Suite struct InputPathsTests {
    private static func names(
        _ paths: [String],
        in folder: TemporaryFolder
    ) throws -> [String] {
        try InputPaths.expand(paths).map { found in
            found.path.hasPrefix(folder.path + "/")
                ? String(found.path.dropFirst(folder.path.count + 1)) : found.path
        }
    }

    @Test func walksFoldersInTheOrderOfBytes() throws {
        let folder = TemporaryFolder()
        folder.makeFolder("b")
        folder.makeFolder("b/deep")
        for name in ["c.json", "a.json", "Z.json", "é.json", "b/2", "b/10", "b/deep/x", "b.json"] {
            folder.write(name)
        }
        let expected = [
            "Z.json", "a.json", "b/10", "b/2", "b/deep/x", "b.json", "c.json", "é.json",
        ]
        #expect(try Self.names([folder.path], in: folder) == expected)
        #expect(try Self.names([folder.path + "/"], in: folder) == expected)
        #expect(try InputPaths.expand([folder.path]).allSatisfy { !$0.isExplicit })
    }

    @Test func passesOverHiddenEntriesAndStores() throws {
        let folder = TemporaryFolder()
        folder.makeFolder(".git")
        for name in [
            ".git/a.json", ".hidden.json", "outage.dossier", "outage.dossier-journal",
            "outage.dossier-wal", "outage.dossier-shm", "traces.json",
        ] {
            folder.write(name)
        }
        mkfifo("\(folder.path)/pipe", 0o644)
        #expect(try Self.names([folder.path], in: folder) == ["traces.json"])
        let named = "\(folder.path)/.hidden.json"
        let found = try InputPaths.expand([named, "\(folder.path)/outage.dossier"])
        #expect(found.map(\.path) == [named, "\(folder.path)/outage.dossier"])
        #expect(found.map(\.isExplicit) == [true, true])
    }

    @Test func followsLinksToFilesAndNotToFolders() throws {
        let folder = TemporaryFolder()
        let elsewhere = TemporaryFolder()
        elsewhere.write("far.json")
        folder.makeFolder("real")
        folder.write("real/near.json")
        folder.link("a-loop", to: folder.path)
        folder.link("b-self", to: "b-self")
        folder.link("c-gone", to: "/nowhere")
        folder.link("d-file", to: "\(elsewhere.path)/far.json")
        #expect(try Self.names([folder.path], in: folder) == ["d-file", "real/near.json"])
        #expect(
            try Self.names(["\(folder.path)/a-loop"], in: folder)
                == ["a-loop/d-file", "a-loop/real/near.json"]
        )
    }

    @Test func dropsFilesMetTwice() throws {
        let folder = TemporaryFolder()
        let file = folder.write("a.json")
        folder.write("b.json")
        link(file, "\(folder.path)/c.json")
        let found = try InputPaths.expand(["-", folder.path, file, "-", folder.path])
        #expect(found.map(\.path) == ["-", file, "\(folder.path)/b.json"])
        #expect(found.map(\.isExplicit) == [true, true, false])
    }

    @Test func namesAMissingPath() throws {
        let error = try #require(throws: InputError.self) {
            _ = try InputPaths.expand(["-", "/nowhere/x"])
        }
        #expect(error.code == .missing)
        #expect(error.path == "/nowhere/x")
    }

    @Test func namesALinkThatLeadsInACircle() throws {
        let folder = TemporaryFolder()
        folder.link("self", to: "self")
        let error = try #require(throws: InputError.self) {
            _ = try InputPaths.expand(["\(folder.path)/self"])
        }
        #expect(error.code == .openFailed)
        #expect(error.description.contains("symbolic links form a loop"))
    }

    @Test func refusesANameThatIsNoUTF8() throws {
        let folder = TemporaryFolder()
        let name = Array("\(folder.path)/".utf8) + [0xff, 0]
        close(open(name.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o644))
        let error = try #require(throws: InputError.self) {
            _ = try InputPaths.expand([folder.path])
        }
        #expect(error.code == .nameNotUTF8)
    }

    @Test func findsNothingInAnEmptyFolder() throws {
        let folder = TemporaryFolder()
        #expect(try InputPaths.expand([folder.path]).isEmpty)
        #expect(try InputPaths.expand([]).isEmpty)
    }
}
