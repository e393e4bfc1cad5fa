import DossierStore
import Glibc
import TestSupport
import Testing

/// Requests that are kept beside a store until their rows are in blocks.
@Suite struct RequestStorageTests {
    private let folder = TemporaryFolder()

    /// A store that takes requests, whose rows are left out here.
    private final class OpenStore {
        let writer: StoreWriter
        let storage: RequestStorage

        init(_ path: String) throws {
            let writer = try StoreWriter(path: path)
            self.writer = writer
            do {
                storage = try RequestStorage(writer)
            } catch {
                writer.close()
                throw error
            }
        }

        func keep(_ requests: [ReceivedRequest]) throws { try storage.keep(requests) }

        func store(with others: [ReceivedRequest] = []) throws {
            try store(storage.receipt(with: others))
        }

        func store(_ receipt: RequestReceipt) throws {
            try writer.store([], receipt)
            storage.note(receipt)
        }

        func contains(_ request: ReceivedRequest) -> Bool { storage.contains(request.hash) }

        func close() {
            storage.close()
            writer.close()
        }
    }

    private func open(_ name: String) throws -> OpenStore {
        try OpenStore(folder.file(name))
    }

    private func request(_ text: String) -> ReceivedRequest {
        ReceivedRequest(format: 1, body: Array(text.utf8))
    }

    private func texts(_ store: OpenStore) -> [String] {
        store.storage.kept.map { String(decoding: $0.body, as: UTF8.self) }
    }

    /// What is found after a kill at this moment, with another content of the journal if one is given.
    private func textsAfterKill(of name: String, journal: [UInt8]? = nil) throws -> [String] {
        folder.write("killed", folder.read(name))
        folder.write("killed-requests", journal ?? folder.read(name + "-requests"))
        let store = try open("killed")
        defer { store.close() }
        return texts(store)
    }

    @Test func keptRequestsAreFoundAfterAKill() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one"), request("two")])
        try store.keep([request("")])
        #expect(try textsAfterKill(of: "store") == ["one", "two", ""])
        #expect(store.contains(request("two")))
        #expect(!store.contains(request("three")))
    }

    @Test func storedRequestsAreKnownButNotFoundAgain() throws {
        let store = try open("store")
        try store.keep([request("a longer one"), request("two"), request("three")])
        try store.store(with: [request("four")])
        #expect(try textsAfterKill(of: "store") == [])
        // Stands before what is left of the others.
        try store.keep([request("five")])
        #expect(try textsAfterKill(of: "store") == ["five"])
        try store.store()
        store.close()
        let next = try open("store")
        defer { next.close() }
        for text in ["a longer one", "two", "three", "four", "five"] {
            #expect(next.contains(request(text)), "\(text)")
        }
        #expect(texts(next) == [])
    }

    @Test func requestsOfTheSameLengthOverwriteOthers() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("aa"), request("bb"), request("cc")])
        try store.store()
        try store.keep([request("dd"), request("ee")])
        #expect(try textsAfterKill(of: "store") == ["dd", "ee"])
    }

    @Test func requestsAreKeptWhileRowsOfOthersAreStored() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one"), request("two")])
        let first = store.storage.receipt()
        store.storage.turn()
        #expect(store.storage.hasTurned)
        try store.keep([request("three")])
        #expect(try textsAfterKill(of: "store") == ["one", "two", "three"])
        try store.writer.store([], first)
        #expect(try textsAfterKill(of: "store") == ["three"])
        store.storage.note(first)
        #expect(!store.storage.hasTurned)
        try store.keep([request("four")])
        let second = store.storage.receipt()
        store.storage.turn()
        // Stands where the first one stood.
        try store.keep([request("five")])
        #expect(try textsAfterKill(of: "store") == ["three", "four", "five"])
        try store.store(second)
        #expect(try textsAfterKill(of: "store") == ["five"])
        #expect(texts(store) == ["five"])
    }

    @Test func requestsThatCouldNotBeStoredAreStoredWithThoseAfterThem() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one")])
        store.storage.turn()
        try store.keep([request("two")])
        try store.store(with: [request("three")])
        #expect(try textsAfterKill(of: "store") == [])
        #expect(!store.storage.hasTurned)
        try store.keep([request("four")])
        #expect(try textsAfterKill(of: "store") == ["four"])
    }

    @Test func whatStandsBehindDamageInTheOtherHalfIsKept() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one"), request("two"), request("three")])
        store.storage.turn()
        try store.keep([request("four")])
        var journal = folder.read("store-requests")
        journal[48] ^= 1
        let others = ["one", "three", "four"]
        #expect(try textsAfterKill(of: "store", journal: journal) == others)
        folder.write("found", folder.read("store"))
        folder.write("found-requests", journal)
        let found = try open("found")
        defer { found.close() }
        #expect(!found.storage.hasRoom(for: [request("five")]))
        try found.store()
        try found.keep([request("five")])
        #expect(try textsAfterKill(of: "found") == ["five"])
    }

    @Test func aHalfHasRoomForFourMebibytes() throws {
        let store = try open("store")
        defer { store.close() }
        let size = 4 << 20
        let large = ReceivedRequest(format: 1, body: [UInt8](repeating: 32, count: size - 88))
        #expect(store.storage.hasRoom(for: [large, request("one")]))
        #expect(!store.storage.hasRoom(for: [large, request("one"), request("")]))
        try store.keep([large, request("one")])
        #expect(!store.storage.hasRoom(for: [request("")]))
        store.storage.turn()
        #expect(store.storage.hasRoom(for: [large, request("one")]))
        try store.keep([request("two")])
        #expect(try textsAfterKill(of: "store").dropFirst() == ["one", "two"])
    }

    @Test func recordsBehindADamagedOneAreKept() throws {
        let store = try open("store")
        defer { store.close() }
        let all = ["one", "two", "three"]
        try store.keep(all.map(request))
        let journal = folder.read("store-requests")
        // Each record takes 48 bytes; those behind the body are not looked at.
        for position in stride(from: 0, to: 144, by: 3) where position % 48 < 43 {
            var damaged = journal
            damaged[position] ^= 0x20
            var expected = all
            expected.remove(at: position / 48)
            #expect(
                try textsAfterKill(of: "store", journal: damaged) == expected,
                "byte \(position)"
            )
        }
        let short = Array(journal.prefix(100))
        #expect(try textsAfterKill(of: "store", journal: short) == ["one", "two"])
        #expect(try textsAfterKill(of: "store", journal: []) == [])
    }

    @Test func damageIsSaidOnceAndACopyIsKept() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one"), request("two"), request("three")])
        var journal = folder.read("store-requests")
        journal[48 + 40] ^= 1
        folder.write("killed", folder.read("store"))
        folder.write("killed-requests", journal)
        var killed = try open("killed")
        let warning = try #require(killed.storage.warning)
        #expect(warning.contains("killed-requests: can't read 48 bytes from byte 48: "))
        #expect(folder.read("killed-requests-damaged") == journal)
        try killed.store()
        killed.writer.close()
        killed = try open("killed")
        #expect(killed.storage.warning == nil)
        killed.close()
    }

    @Test func theEndOfTheLastRecordIsMissedToo() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one")])
        var journal = folder.read("store-requests")
        journal[42] ^= 1
        folder.write("killed", folder.read("store"))
        folder.write("killed-requests", journal)
        let killed = try open("killed")
        #expect(texts(killed) == [])
        #expect(killed.storage.warning?.contains("43 bytes from byte 0") ?? false)
        killed.writer.close()
        #expect(try open("killed").storage.warning == nil)
    }

    @Test func aJournalThatWasOverwrittenOftenHasNoDamage() throws {
        let store = try open("store")
        defer { store.close() }
        for round in 0..<20 {
            let kept = (0...(round % 5)).map { request("\(round) \($0) " + text(round * 7 % 31)) }
            try store.keep(kept)
            folder.write("killed", folder.read("store"))
            folder.write("killed-requests", folder.read("store-requests"))
            let killed = try open("killed")
            #expect(killed.storage.kept.map(\.hash) == store.storage.kept.map(\.hash))
            #expect(killed.storage.warning == nil, "round \(round)")
            killed.writer.close()
            if round % 3 == 1 { store.storage.turn() }
            if round % 3 == 2 { try store.store() }
        }
    }

    private func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func aRequestThatIsThereTwiceIsFoundOnce() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("aa"), request("bb"), request("aa")])
        #expect(try textsAfterKill(of: "store") == ["aa", "bb"])
        try store.store()
        try store.keep([request("bb")])
        #expect(try textsAfterKill(of: "store") == [])
    }

    @Test func theRequestsOfAnotherStoreAreLeftAlone() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one")])
        let journal = folder.read("store-requests")
        for name in ["new", "old"] {
            if name == "old" { try open(name).close() }
            folder.write(name + "-requests", journal)
            let error = #expect(throws: StoreError.self) { try open(name) }
            #expect(error?.code == .foreignRequests)
            #expect(folder.read(name + "-requests") == journal)
            #expect((access(folder.file(name), F_OK) == 0) == (name == "old"))
        }
    }

    @Test func whatIsNoJournalIsLeftAlone() throws {
        let list = Array("my list of requests".utf8)
        folder.write("store-requests", list)
        #expect(throws: StoreError.self) { try open("store") }
        #expect(folder.read("store-requests") == list)
        folder.write("list", list)
        #expect(symlink(folder.file("list"), folder.file("linked-requests")) == 0)
        #expect(throws: StoreError.self) { try open("linked") }
        #expect(folder.read("list") == list)
        #expect(mkfifo(folder.file("fifo-requests"), 0o600) == 0)
        #expect(throws: StoreError.self) { try open("fifo") }
    }

    @Test func aJournalThatWasRemovedTakesNoRequests() throws {
        let store = try open("store")
        defer { store.close() }
        try store.keep([request("one")])
        #expect(rename(folder.file("store-requests"), folder.file("moved")) == 0)
        #expect(throws: StoreError.self) { try store.keep([request("two")]) }
        folder.write("store-requests", [1])
        #expect(throws: StoreError.self) { try store.keep([request("two")]) }
        try store.store()
        store.close()
        #expect(folder.read("store-requests") == [1])
    }

    @Test func theJournalHasThePermissionsOfTheStore() throws {
        try open("store").close()
        #expect(chmod(folder.file("store"), 0o640) == 0)
        let store = try open("store")
        defer { store.close() }
        var status = stat()
        #expect(stat(folder.file("store-requests"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
    }

    @Test func requestsOfOneTextAndTwoFormatsAreTwo() {
        let one = ReceivedRequest(format: 1, body: [1])
        let other = ReceivedRequest(format: 2, body: [1])
        #expect(one.hash != other.hash)
    }
}
