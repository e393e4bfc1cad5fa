import Dossier
import DossierOTLP
import TestSupport
import Testing

/// Values with more rows than a commit takes.
@Suite struct LargeValueTests {
    let fixture = StoreFixture()
    private static let spanCount = DumpReader.rowLimit + 5000

    /// A request of three entries, of which the second is larger than a commit; both schema URLs
    /// come last.
    private static let request: String = {
        func entry(_ number: Int, _ count: Int) -> String {
            let spans = repeatElement(#"{"kind":2}"#, count: count).joined(separator: ",")
            return #"{"resource":{"droppedAttributesCount":\#(number)},"scopeSpans":[{"scope":"#
                + #"{"name":"s"},"spans":[\#(spans)],"schemaUrl":"scope"}],"schemaUrl":"entry"}"#
        }
        let entries = [entry(1, 10), entry(2, spanCount), entry(3, 10)]
        return #"{"resourceSpans":[\#(entries.joined(separator: ","))]}"#
    }()

    private func expectAllSpans() throws {
        var counts: [String: Int] = [:]
        for document in try fixture.documents() {
            for entry in document["resourceSpans"]?.elements ?? [] {
                #expect(entry["schemaUrl"] == .text("entry"))
                let resource = entry["resource"].map {
                    String(decoding: $0.bytes, as: UTF8.self)
                }
                for scope in entry["scopeSpans"]?.elements ?? [] {
                    #expect(scope["schemaUrl"] == .text("scope"))
                    counts[resource ?? "", default: 0] += scope["spans"]?.elements.count ?? 0
                }
            }
        }
        #expect(
            counts == [
                #"{"droppedAttributesCount":1}"#: 10,
                #"{"droppedAttributesCount":2}"#: Self.spanCount,
                #"{"droppedAttributesCount":3}"#: 10,
            ]
        )
        #expect(try fixture.damage().isEmpty)
    }

    @Test func aValueIsStoredInSeveralCommits() throws {
        try fixture.ingest("large.json", Array(Self.request.utf8))
        try expectAllSpans()
        #expect(try Compaction(store: fixture.store).run().commits == 2)
        try expectAllSpans()
    }

    @Test func aLargeValueThatIsCutIsReadOn() throws {
        let bytes = Array(Self.request.utf8)
        for byteCount in [bytes.count / 2, bytes.count - 30] {
            let file = fixture.folder.write("large.json", bytes[..<byteCount])
            try fixture.ingest([file])
        }
        let file = fixture.folder.write("large.json", bytes)
        #expect(try fixture.ingest([file]).files.map(\.status) == [.resumed])
        try expectAllSpans()
        #expect(try fixture.rejected().isEmpty)
    }
}
