import DossierStore
import TestSupport
import Testing

/// Requests that are kept beside a store until their rows are in blocks.
@Suite struct RequestStorageTests {
    private let folder = TemporaryFolder()

    private func open(_ name: String) throws -> RequestStorage {
        try RequestStorage(StoreWriter(path: folder.file(name)))
    }

    private func request(_ text: String) -> ReceivedRequest {
        ReceivedRequest(format: 1, body: Array(text.utf8))
    }

    private func texts(_ storage: RequestStorage) -> [String] {
        storage.kept.map { String(decoding: $0.body, as: UTF8.self) }
    }

    /// What is found after a kill at this moment, with another content of the journal if one is given.
    private func textsAfterKill(of name: String, journal: [UInt8]? = nil) throws -> [String] {
        folder.write("killed", folder.read(name))
        folder.write("killed-requests", journal ?? folder.read(name + "-requests"))
        let storage = try open("killed")
        defer { storage.close() }
        return texts(storage)
    }

    @Test func keptRequestsAreFoundAfterAKill() throws {
        let storage = try open("store")
        defer { storage.close() }
        try storage.keep([request("one"), request("two")])
        try storage.keep([request("")])
        #expect(try textsAfterKill(of: "store") == ["one", "two", ""])
        #expect(storage.contains(RequestHash(request("two"))))
        #expect(!storage.contains(RequestHash(request("three"))))
    }

    @Test func storedRequestsAreKnownButNotFoundAgain() throws {
        let storage = try open("store")
        try storage.keep([request("a longer one"), request("two"), request("three")])
        try storage.store(with: [request("four")])
        #expect(try textsAfterKill(of: "store") == [])
        // Stands before what is left of the others.
        try storage.keep([request("five")])
        #expect(try textsAfterKill(of: "store") == ["five"])
        try storage.store()
        storage.close()
        let next = try open("store")
        defer { next.close() }
        for text in ["a longer one", "two", "three", "four", "five"] {
            #expect(next.contains(RequestHash(request(text))), "\(text)")
        }
        #expect(texts(next) == [])
    }

    @Test func requestsOfTheSameLengthOverwriteOthers() throws {
        let storage = try open("store")
        defer { storage.close() }
        try storage.keep([request("aa"), request("bb"), request("cc")])
        try storage.store()
        try storage.keep([request("dd"), request("ee")])
        #expect(try textsAfterKill(of: "store") == ["dd", "ee"])
    }

    @Test func aDamagedRecordEndsTheJournal() throws {
        let storage = try open("store")
        defer { storage.close() }
        try storage.keep([request("one"), request("two"), request("three")])
        let journal = folder.read("store-requests")
        // Each record takes 48 bytes; those behind the body are not looked at.
        for position in 0..<144 where position % 48 < 43 {
            var damaged = journal
            damaged[position] ^= 0x20
            let expected = ["one", "two", "three"].prefix(position / 48)
            #expect(
                try textsAfterKill(of: "store", journal: damaged) == Array(expected),
                "byte \(position)"
            )
        }
        let short = Array(journal.prefix(100))
        #expect(try textsAfterKill(of: "store", journal: short) == ["one", "two"])
        #expect(try textsAfterKill(of: "store", journal: []) == [])
    }

    @Test func theJournalOfAnotherStoreIsLeftAlone() throws {
        let storage = try open("store")
        defer { storage.close() }
        try storage.keep([request("one")])
        let journal = folder.read("store-requests")
        let other = try open("other")
        defer { other.close() }
        try other.keep([request("two")])
        #expect(try textsAfterKill(of: "other", journal: journal) == [])
    }

    @Test func requestsOfOneTextAndTwoFormatsAreTwo() {
        let one = ReceivedRequest(format: 1, body: [1])
        let other = ReceivedRequest(format: 2, body: [1])
        #expect(RequestHash(one) != RequestHash(other))
    }
}
