import Dossier
import TestSupport
import Testing

@Suite struct CompactionTests {
    let fixture = StoreFixture()

    @Test func oneCommitOrManyGiveTheSame() throws {
        let dump = IncidentDump(traceCount: 30)
        try fixture.ingest(dump.write(to: fixture.folder))
        let parts = fixture.folder.file("parts.dossier")
        for (name, bytes) in [("t", dump.traces), ("l", dump.logs), ("m", dump.metrics)] {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
            for (number, line) in lines.enumerated() {
                let file = fixture.folder.write("\(name)\(number).jsonl", line + [0x0a])
                try fixture.ingest([file], into: parts)
            }
        }
        for store in [fixture.store, parts] {
            let report = try Compaction(store: store).run()
            #expect(report.commits > 0)
        }
        let items = try dump.items()
        #expect(differences(try fixture.items(), items) == ([], []))
        #expect(differences(try fixture.items(in: parts), items) == ([], []))
        #expect(try fixture.damage(in: parts).isEmpty)
        let (one, many) = (try DossierFile(fixture.store), try DossierFile(parts))
        for id in try one.traceIDs(startingWith: "", limit: 5) {
            #expect(try one.traceJSON(id) != nil)
            let exports = [fixture.store, parts].map { store in
                try? fixture.items(in: store, of: id)
            }
            let (first, second) = (try #require(exports[0]), try #require(exports[1]))
            #expect(differences(first, second) == ([], []))
            #expect(try many.trace(id)?.spans.count == one.trace(id)?.spans.count)
        }
    }

    @Test(arguments: [0.1, 0.5, 0.9]) func anIngestGoesOnAfterwards(share: Double) throws {
        let dump = IncidentDump(traceCount: 20)
        for (name, bytes) in [("t", dump.traces), ("l", dump.logs), ("m", dump.metrics)] {
            let cut = Int(Double(bytes.count) * share)
            try fixture.ingest("\(name).jsonl", bytes[..<cut])
        }
        try Compaction(store: fixture.store).run()
        let report = try fixture.ingest([
            fixture.folder.write("t.jsonl", dump.traces),
            fixture.folder.write("l.jsonl", dump.logs),
            fixture.folder.write("m.jsonl", dump.metrics),
        ])
        #expect(report.files.allSatisfy { $0.status == .resumed })
        #expect(differences(try fixture.items(), try dump.items()) == ([], []))
        #expect(try fixture.damage().isEmpty)
        #expect(try fixture.rejected().isEmpty)
        try Compaction(store: fixture.store).run()
        #expect(differences(try fixture.items(), try dump.items()) == ([], []))
    }
}
