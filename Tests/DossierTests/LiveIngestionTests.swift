import Dossier
import Glibc
import TestSupport
import Testing

/// Requests that are added one by one while the store is read.
@Suite struct LiveIngestionTests {
    private let folder = TemporaryFolder()
    private var store: String { folder.file("live.dossier") }

    /// A request with one span of a trace of its own.
    private func request(_ number: Int, service: String = "shop") -> [UInt8] {
        let digits = String(number, radix: 16)
        let id = String(repeating: "0", count: 16 - digits.count) + digits
        return Array(
            """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
            "value":{"stringValue":"\(service)"}}]},"scopeSpans":[{"spans":[\
            {"traceId":"\(id)\(id)","spanId":"\(id)","name":"work",\
            "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000000001"}\
            ]}]}]}
            """.utf8
        )
    }

    private func spanCount(_ path: String) throws -> Int {
        try DossierFile(path).summary().tables.first { $0.name == "spans" }?.rows ?? 0
    }

    @Test func anAddedRequestCanBeReadOnceItIsSettled() async throws {
        let ingestion = try LiveIngestion(store: store)
        defer { ingestion.close() }
        let file = try DossierFile(store)
        #expect(try await ingestion.add(request(1), .json) == AddedRequest())
        try await ingestion.settle()
        let id = try #require(TraceID(hex: "00000000000000010000000000000001"))
        #expect(try file.trace(id)?.spans.map(\.name) == ["work"])
    }

    @Test func aRequestThatComesAgainIsStoredOnce() async throws {
        var ingestion = try LiveIngestion(store: store)
        #expect(try await !ingestion.add(request(1), .json).isRepeated)
        #expect(try await ingestion.add(request(1), .json).isRepeated)
        try await ingestion.settle()
        #expect(try await ingestion.add(request(1), .json).isRepeated)
        ingestion.close()
        ingestion = try LiveIngestion(store: store)
        #expect(try await ingestion.add(request(1), .json).isRepeated)
        #expect(try await !ingestion.add(request(2), .json).isRepeated)
        ingestion.close()
        #expect(try spanCount(store) == 2)
        #expect(try DossierFile(store).verify().damage.isEmpty)
    }

    @Test func aCompactedStoreStillKnowsItsRequests() async throws {
        var ingestion = try LiveIngestion(store: store)
        _ = try await ingestion.add(request(1), .json)
        ingestion.close()
        try Compaction(store: store).run()
        ingestion = try LiveIngestion(store: store)
        #expect(try await ingestion.add(request(1), .json).isRepeated)
        ingestion.close()
        #expect(try spanCount(store) == 1)
    }

    @Test func whatAKilledProcessHasAddedIsThereWhenTheStoreIsOpenedAgain() async throws {
        let ingestion = try LiveIngestion(store: store)
        _ = try await ingestion.add(request(1), .json)
        try await ingestion.settle()
        for number in 2...20 { _ = try await ingestion.add(request(number), .json) }
        // The files as a kill leaves them now.
        for suffix in ["", "-requests"] {
            folder.write("killed.dossier" + suffix, folder.read("live.dossier" + suffix))
        }
        ingestion.close()
        let killed = folder.file("killed.dossier")
        let next = try LiveIngestion(store: killed)
        #expect(try spanCount(killed) == 20)
        #expect(try await next.add(request(20), .json).isRepeated)
        next.close()
        #expect(try DossierFile(killed).verify().damage.isEmpty)
        #expect(access(killed + "-requests", F_OK) != 0)
    }

    /// A store as a kill leaves it after requests with 20 spans, most of which are only beside it.
    private func killedStore() async throws -> String {
        let ingestion = try LiveIngestion(store: store)
        defer { ingestion.close() }
        for number in 1...20 { _ = try await ingestion.add(request(number), .json) }
        for suffix in ["", "-requests"] {
            folder.write("killed.dossier" + suffix, folder.read("live.dossier" + suffix))
        }
        return folder.file("killed.dossier")
    }

    @Test func anIngestStoresWhatAKilledProcessHasAddedFirst() async throws {
        let killed = try await killedStore()
        let unstored = try DossierFile(killed).unstoredRequestCount()
        #expect(try unstored + spanCount(killed) == 20)
        folder.write("dump.json", request(21))
        let report = try Ingestion(store: killed).run([folder.file("dump.json")])
        #expect(report.files.map(\.status) == [.ingested])
        #expect(try spanCount(killed) == 21)
        #expect(try DossierFile(killed).unstoredRequestCount() == 0)
        #expect(try DossierFile(killed).verify().damage.isEmpty)
        #expect(access(killed + "-requests", F_OK) != 0)
    }

    @Test func aCompactionStoresWhatAKilledProcessHasAddedFirst() async throws {
        let killed = try await killedStore()
        try Compaction(store: killed).run()
        #expect(try spanCount(killed) == 20)
        #expect(try DossierFile(killed).unstoredRequestCount() == 0)
        let next = try LiveIngestion(store: killed)
        #expect(try await next.add(request(20), .json).isRepeated)
        next.close()
    }

    @Test func requestsThatFillTheJournalAreAllThereAfterAKill() async throws {
        let ingestion = try LiveIngestion(store: store)
        defer { ingestion.close() }
        let service = String(repeating: "s", count: 1 << 20)
        for number in 1...10 {
            _ = try await ingestion.add(request(number, service: service), .json)
        }
        // Three fit into a half; the rows of nine are stored soon.
        let deadline = ContinuousClock.now + .seconds(30)
        while try spanCount(store) < 9, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        for suffix in ["", "-requests"] {
            folder.write("killed.dossier" + suffix, folder.read("live.dossier" + suffix))
        }
        let killed = folder.file("killed.dossier")
        let next = try LiveIngestion(store: killed)
        #expect(try spanCount(killed) == 10)
        #expect(try await next.add(request(9, service: service), .json).isRepeated)
        next.close()
        #expect(try DossierFile(killed).verify().damage.isEmpty)
    }

    @Test func requestsThatAreAddedTogetherAreAllThere() async throws {
        let ingestion = try LiveIngestion(store: store)
        await withTaskGroup(of: Void.self) { group in
            for number in 1...300 {
                group.addTask { [request = request(number % 100 + 1)] in
                    _ = try? await ingestion.add(request, .json)
                }
            }
        }
        ingestion.close()
        #expect(try spanCount(store) == 100)
    }

    @Test(arguments: [#"{"resourceSpans":"#, "", "[]", "{} {}", #"{"a":1]"#])
    func aMalformedRequestIsRefused(_ body: String) async throws {
        let ingestion = try LiveIngestion(store: store)
        defer { ingestion.close() }
        let error = await #expect(throws: DossierError.self) {
            try await ingestion.add(Array(body.utf8), .json)
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func partsThatCannotBeReadAreCountedAndKept() async throws {
        let ingestion = try LiveIngestion(store: store)
        let body = #"{"resourceSpans":[{"scopeSpans":[{"spans":[7,{"name":"a"}]}]}]}"#
        let added = try await ingestion.add(Array(body.utf8), .json)
        #expect(added.rejectedCount == 1)
        #expect(added.reason != nil)
        #expect(try await ingestion.add(Array(body.utf8), .json).rejectedCount == 1)
        ingestion.close()
        var kept: [String] = []
        try DossierFile(store).rejected { kept.append(String(decoding: $0.bytes, as: UTF8.self)) }
        #expect(kept == ["7"])
    }

    @Test func aRequestWithoutMembersOfOTLPIsToldApart() async throws {
        let ingestion = try LiveIngestion(store: store)
        defer { ingestion.close() }
        #expect(try await ingestion.add(Array("{}".utf8), .json).isUnderstood)
        #expect(try await !ingestion.add(Array(#"{"a":1}"#.utf8), .json).isUnderstood)
    }

    @Test func aClosedStoreTakesNoRequests() async throws {
        let ingestion = try LiveIngestion(store: store)
        ingestion.close()
        let error = await #expect(throws: DossierError.self) {
            try await ingestion.add(request(1), .json)
        }
        #expect(error?.code == .receiverBusy)
    }

    @Test func aLargeRequestIsStoredInBlocksAtOnce() async throws {
        let ingestion = try LiveIngestion(store: store)
        let body = request(1, service: String(repeating: "s", count: 5 << 20))
        _ = try await ingestion.add(body, .json)
        #expect(try spanCount(store) == 1)
        ingestion.close()
    }

    @Test func aStoreThatWasRenamedTakesNoRequests() async throws {
        let ingestion = try LiveIngestion(store: store)
        _ = try await ingestion.add(request(1), .json)
        #expect(rename(store, folder.file("other.dossier")) == 0)
        let error = await #expect(throws: DossierError.self) {
            try await ingestion.add(request(2), .json)
        }
        #expect(error?.code == .storeChanged)
        let settling = await #expect(throws: DossierError.self) { try await ingestion.settle() }
        #expect(settling?.code == .storeChanged)
        let unstored = try #require(ingestion.close())
        #expect(unstored.code == .storeChanged)
        #expect(unstored.description.contains("; 1 acknowledged request stay"))
        // Moved beside it, they are stored.
        #expect(rename(store + "-requests", folder.file("other.dossier-requests")) == 0)
        let next = try LiveIngestion(store: folder.file("other.dossier"))
        #expect(try await next.add(request(1), .json).isRepeated)
        #expect(next.close() == nil)
        #expect(try spanCount(folder.file("other.dossier")) == 1)
    }

    @Test func requestsAreAddedWhileACommitWaitsForAReader() async throws {
        let ingestion = try LiveIngestion(store: store)
        _ = try await ingestion.add(request(1), .json)
        try await ingestion.settle()
        let reader = ReaderLock(store)
        #expect(reader.set(F_RDLCK))
        _ = try await ingestion.add(request(2), .json)
        async let settling: Void? = try? ingestion.settle()
        let count = 40
        for number in 3...count {
            #expect(try await !ingestion.add(request(number), .json).isRepeated)
        }
        #expect(reader.set(F_UNLCK))
        // It has failed if all this took longer than a commit waits.
        _ = await settling
        #expect(ingestion.close() == nil)
        #expect(try spanCount(store) == count)
    }

    /// The lock that a reader of another process has; it stays open, as closing the file would drop the
    /// locks of this process.
    private struct ReaderLock {
        private let descriptor: Int32

        init(_ path: String) {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
        }

        /// Sets the bytes that SQLite locks for readers.
        func set(_ type: Int32) -> Bool {
            var lock = flock()
            lock.l_type = Int16(type)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = 0x4000_0002
            lock.l_len = 510
            // F_OFD_SETLK, of Linux, which the module of the C library lacks: a lock of the file that
            // is open, and not of the process.
            return fcntl(descriptor, 37, &lock) == 0
        }
    }

    @Test func aRequestIsStoredAsAWholeThoughItIsReadInTwoBatches() async throws {
        var body = Array(
            #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":["#.utf8
        )
        for index in 0..<52 {
            let id = String(index + 10)
            let name = [UInt8](repeating: UInt8(index + 0x41), count: 1 << 20)
                .map { $0 == 0x5C ? 0x20 : $0 }
            let traceID = String(repeating: "0", count: 30) + id
            body += index == 0 ? [] : [0x2C]
            let span = #"{"traceId":"\#(traceID)","spanId":"00000000000000\#(id)","name":""#
            body += Array(span.utf8)
            body += name + Array(#""}"#.utf8)
        }
        body += Array(#"]}],"schemaUrl":"https://example.org/1"}]}"#.utf8)
        let ingestion = try LiveIngestion(store: store)
        _ = try await ingestion.add(request(1), .json)
        #expect(try await ingestion.add(body, .json) == AddedRequest())
        #expect(ingestion.close() == nil)
        #expect(try spanCount(store) == 53)
        #expect(try DossierFile(store).verify().damage.isEmpty)
    }

    @Test func pushesOfLokiBecomeLogRecords() async throws {
        let ingestion = try LiveIngestion(store: store)
        let push = """
            {"streams":[{"stream":{"service_name":"shop","host":"a"},"values":[\
            ["1700000000000000000","one \\"line\\"",{"trace_id":"00000000000000010000000000000001",\
            "span_id":"0000000000000001","level":"WARN","user":"u1"}],["1700000000000000001","two"]]}]}
            """
        #expect(try await ingestion.add(Array(push.utf8), .lokiJSON) == AddedRequest())
        ingestion.close()
        var lines: [String] = []
        try DossierFile(store).export([.logs]) { lines.append(String(decoding: $1, as: UTF8.self)) }
        let text = lines.joined()
        for part in [
            #""key":"service.name","value":{"stringValue":"shop"}"#,
            #""body":{"stringValue":"two"}"#, #""key":"host""#,
            #""traceId":"00000000000000010000000000000001""#, #""severityNumber":13"#,
            #""severityText":"WARN""#, #""key":"user""#,
            #""stringValue":"one \"line\"""#,
        ] { #expect(text.contains(part), "\(part) in \(text)") }
    }
}
