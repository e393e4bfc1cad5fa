import Dossier
import Glibc
import TestSupport
import Testing

/// Processes that are killed, or may not write as much as they have to.
@Suite(.serialized, .enabled(if: ChildProcess.command != nil, "the command was not built"))
struct StoppedProcessTests {
    let fixture = StoreFixture()

    /// The files beside the store, without the dumps.
    private var leftovers: [String] {
        ["-journal", "-wal", "-shm", "-compact", "-compact-journal"].filter {
            access(fixture.store + $0, F_OK) == 0
        }
    }

    @Test func aKilledCompactionLeavesTheOldStoreOrTheNewOne() throws {
        let dump = IncidentDump(traceCount: 30)
        let files = dump.write(to: fixture.folder)
        for file in files { try fixture.ingest([file]) }
        let items = try dump.items()
        let original = fixture.folder.read("incident.dossier")
        var random = SplitMix64(seed: 17)
        let clock = ContinuousClock()
        let wall = try clock.measure {
            let process = try #require(ChildProcess(["compact", fixture.store]))
            #expect(process.wait() == 0)
        }
        let microseconds = Int(wall / .microseconds(1))
        // 12 unless asked for more.
        let count = getenv("DOSSIER_KILL_COUNT").flatMap { Int(String(cString: $0)) } ?? 12
        for round in 0..<count {
            unlink(fixture.store)
            fixture.folder.write("incident.dossier", original)
            let process = try #require(ChildProcess(["compact", fixture.store]))
            usleep(UInt32(random.below(microseconds * 6 / 5)))
            process.kill()
            _ = process.wait()
            #expect(try fixture.damage().isEmpty)
            if round % 2 == 0 {
                try Compaction(store: fixture.store).run()
            } else {
                #expect(try fixture.ingest(files).spans == 0)
            }
            #expect(leftovers == [])
            #expect(differences(try fixture.items(), items) == ([], []))
        }
    }

    @Test(arguments: [1, 8, 40, 90, 150, 250, 400])
    func anIngestThatMayNotWriteEnoughGoesOnLater(fileBlocks: Int) throws {
        let dump = IncidentDump(traceCount: 30)
        let files = dump.write(to: fixture.folder)
        try fixture.ingest([files[0]])
        let before = fixture.folder.read("incident.dossier")
        let blocks = before.count / 512 + fileBlocks
        let messages = fixture.folder.file("messages")
        let process = try #require(
            ChildProcess(
                ["ingest", fixture.store] + files,
                fileBlocks: blocks,
                messages: messages
            )
        )
        // An error with a text, not the end by a signal.
        let code = try #require(process.wait())
        #expect(code == 0 || code == 1)
        if code == 1 {
            let text = String(decoding: fixture.folder.read("messages"), as: UTF8.self)
            let limit = "\(fixture.store): the file may not be larger than \(blocks * 512) bytes"
            #expect(text.contains(limit))
            #expect(text.contains("nothing of this commit was stored, everything before it is"))
            #expect(text.contains("raise the limit and try again"))
        }
        #expect(try fixture.damage().isEmpty)
        try fixture.ingest(files)
        #expect(differences(try fixture.items(), try dump.items()) == ([], []))
        #expect(try fixture.damage().isEmpty)
        #expect(leftovers == [])
    }

    @Test(arguments: [1, 8, 40, 90, 150])
    func aCompactionThatMayNotWriteEnoughLeavesTheStore(fileBlocks: Int) throws {
        let dump = IncidentDump(traceCount: 30)
        try fixture.ingest(dump.write(to: fixture.folder))
        let before = fixture.folder.read("incident.dossier")
        let process = try #require(
            ChildProcess(
                ["compact", fixture.store],
                fileBlocks: fileBlocks,
                messages: fixture.folder.file("messages")
            )
        )
        #expect(process.wait() == 1)
        let text = String(decoding: fixture.folder.read("messages"), as: UTF8.self)
        #expect(text.contains("the file may not be larger than \(fileBlocks * 512) bytes"))
        #expect(text.contains("the store is unchanged"))
        #expect(fixture.folder.read("incident.dossier") == before)
        #expect(leftovers == [])
    }
}
