import Dossier
import DossierPrimitives
import TestSupport
import Testing

/// Texts that are stored as fragments: conversations that grow from span to span.
@Suite struct LongTextTests {
    let fixture = StoreFixture()
    private static let turnCount = 40

    /// The conversation up to a turn; each one begins with all those before.
    private static let conversations: [String] = {
        var generator = SplitMix64(seed: 5)
        let words = (0..<500).map { _ in String(generator.next() % 60_466_176, radix: 36) }
        var history = ""
        return (0..<turnCount).map { turn in
            let said = (0..<900).map { _ in words[generator.index(below: words.count)] }
            history += "turn \(turn): " + said.joined(separator: " ") + "\\n"
            return history
        }
    }()

    private func span(_ turn: Int) -> String {
        let id = String(repeating: "0", count: turn < 15 ? 15 : 14) + String(turn + 1, radix: 16)
        return #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"traceId":"#
            + #""0102030405060708090a0b0c0d0e0f10","spanId":"\#(id)","name":"turn \#(turn)","#
            + #""startTimeUnixNano":"17000000000000000\#(10 + turn)","attributes":["#
            + #"{"key":"prompt","value":{"stringValue":"\#(Self.conversations[turn])"}},"#
            + #"{"key":"messages","value":{"arrayValue":{"values":[{"stringValue":"short"},"#
            + #"{"stringValue":"\#(Self.conversations[turn])"}]}}}]}]}]}]}"# + "\n"
    }

    private func dump(_ turns: Range<Int>) -> [UInt8] {
        Array(turns.map(span).joined().utf8)
    }

    private func expectAll(_ turns: Range<Int>) throws {
        let items = telemetryItems(try JSON.lines(dump(turns)))
        #expect(differences(try fixture.items(), items) == ([], []))
        #expect(try fixture.damage().isEmpty)
    }

    @Test func longTextsComeBackFromSeveralCommitsAndACompaction() throws {
        for turns in [0..<15, 15..<25, 25..<Self.turnCount] {
            try fixture.ingest("\(turns.lowerBound).jsonl", dump(turns))
            try expectAll(0..<turns.upperBound)
        }
        try Compaction(store: fixture.store).run()
        try expectAll(0..<Self.turnCount)
    }

    @Test func whatRepeatsIsStoredOnce() throws {
        let bytes = dump(0..<Self.turnCount)
        try fixture.ingest("all.jsonl", bytes)
        let once = fixture.folder.read("incident.dossier").count
        #expect(once < bytes.count / 15)
        // The same conversations in another trace take next to nothing.
        let again = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n").map {
                $0.replacing("0102030405060708", with: "ffff030405060708")
            }
        try fixture.ingest("again.jsonl", Array((again.joined(separator: "\n") + "\n").utf8))
        #expect(fixture.folder.read("incident.dossier").count < once + 60_000)
    }

    @Test func aTraceAndASearchSeeTheWholeTexts() throws {
        try fixture.ingest("all.jsonl", dump(0..<Self.turnCount))
        let file = try fixture.open()
        let id = try #require(TraceID(hex: "0102030405060708090a0b0c0d0e0f10"))
        let trace = try #require(try file.trace(id))
        #expect(trace.spans.count == Self.turnCount)
        for span in trace.spans {
            let turn = try #require(Int(span.name.dropFirst(5)))
            let expected = Self.conversations[turn].replacing("\\n", with: "\n")
            #expect(span.attributes.first { $0.key == "prompt" }?.value == .string(expected))
        }
    }

    @Test func longBodiesOfLogsAreSearched() throws {
        let long = Self.conversations[10].replacing("\\n", with: " ")
        let records = (0..<30).map { number in
            let body = number % 10 == 3 ? "\(long) needle \(number)" : "short body \(number)"
            return
                #"{"timeUnixNano":"17000000000000000\#(10 + number)","body":{"stringValue":"\#(body)"}}"#
        }
        let line =
            #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records.joined(separator: ","))]}]}]}"#
        try fixture.ingest("logs.jsonl", Array(line.utf8))
        let file = try fixture.open()
        var query = LogQuery()
        query.text = "needle 13"
        #expect(try file.logRecordCount(query) == 1)
        query.text = "turn 7: "
        #expect(try file.logRecordCount(query) == 3)
        query.text = "short body"
        #expect(try file.logRecordCount(query) == 27)
    }

    @Test func aDamagedFragmentIsNamed() throws {
        try fixture.ingest("all.jsonl", dump(0..<Self.turnCount))
        var bytes = fixture.folder.read("incident.dossier")
        // Unused parts of SQLite's pages may repeat what is in others, so all places are changed.
        let needle = Array(Self.conversations[0].utf8.prefix(24))
        for index in bytes.indices where bytes[index...].starts(with: needle) {
            bytes[index + 3] ^= 1
        }
        _ = fixture.folder.write("incident.dossier", bytes)
        let damage = try fixture.damage()
        #expect(damage.contains { $0.contains("fragment_pack row 0") }, "\(damage)")
    }
}
