import Dossier
import Glibc
import TestSupport
import Testing

/// Stores after a compaction: the same content, and inputs that are still known.
@Suite struct CompactionTests {
    let fixture = StoreFixture()

    @Test func theContentOfSeveralRunsStaysTheSame() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let dump = IncidentDump(seed: seed, traceCount: 8)
            try fixture.ingest(dump.write(to: fixture.folder, prefix: "\(seed)"))
        }
        let every = OTLPFixtures.everyField.map { $0 + "\n" }.joined()
        try fixture.ingest("every.jsonl", Array(every.utf8))
        let before = try fixture.items()
        let ids = try fixture.open().traceIDs(startingWith: "", limit: .max)
        let documents = try ids.map { try fixture.open().traceDocument($0) }

        let report = try DossierFile.compact(fixture.store)
        #expect(report.byteCountAfter < report.byteCountBefore)
        #expect(report.commitCountBefore == 6)
        #expect(report.commitCountAfter == 2)
        #expect(differences(try fixture.items(), before) == ([], []))
        #expect(try fixture.damage().isEmpty)
        let file = try fixture.open()
        #expect(try file.traceIDs(startingWith: "", limit: .max) == ids)
        for (id, document) in zip(ids, documents) {
            let (old, new) = (try #require(document), try #require(try file.traceDocument(id)))
            #expect(Set(try JSON(old).texts) == Set(try JSON(new).texts))
        }
        #expect(fixture.folder.names.filter { $0.contains("incident.dossier") }.count == 1)
    }

    @Test func ingestsGoOnWhereTheyStopped() throws {
        let dump = IncidentDump(traceCount: 12)
        let half = dump.traces.count / 2
        let file = fixture.folder.write("traces.jsonl", dump.traces[..<half])
        try fixture.ingest([file])
        #expect(try fixture.rejected().count == 1)
        try DossierFile.compact(fixture.store)
        #expect(try fixture.rejected().count == 1)
        _ = fixture.folder.write("traces.jsonl", dump.traces)
        #expect(try fixture.ingest([file]).files.map(\.status) == [.resumed])
        #expect(try fixture.ingest([file]).files.map(\.status) == [.skipped])
        try DossierFile.compact(fixture.store)
        let expected = telemetryItems(try JSON.lines(dump.traces))
        #expect(differences(try fixture.items(), expected) == ([], []))
        #expect(try fixture.rejected().isEmpty)
        #expect(try fixture.damage().isEmpty)
    }

    @Test func aStoreOfNothingStaysOne() throws {
        try fixture.ingest("empty.jsonl", [])
        try DossierFile.compact(fixture.store)
        #expect(try fixture.items().isEmpty)
        #expect(try fixture.damage().isEmpty)
    }

    @Test func aReaderThatWasOpenKeepsWhatItHad() throws {
        let dump = IncidentDump(traceCount: 6)
        try fixture.ingest(dump.write(to: fixture.folder))
        let file = try fixture.open()
        let ids = try file.traceIDs(startingWith: "", limit: .max)
        try DossierFile.compact(fixture.store)
        for id in ids {
            let spans = try file.trace(id)?.spans.count
            #expect(try fixture.open().trace(id)?.spans.count == spans)
        }
    }

    @Test func whatAKilledCompactionLeftIsRemoved() throws {
        let dump = IncidentDump(traceCount: 3)
        let files = dump.write(to: fixture.folder)
        try fixture.ingest([files[0]])
        for run in [
            { try fixture.ingest([files[1]]) as Any }, { try DossierFile.compact(fixture.store) },
        ] {
            _ = fixture.folder.write("incident.dossier.compacting", Array("half".utf8))
            _ = try run()
            #expect(!fixture.folder.names.contains("incident.dossier.compacting"))
        }
        #expect(try fixture.damage().isEmpty)
    }

    @Test func whatIsNoStoreIsLeftAlone() throws {
        let path = fixture.folder.write("text.dossier", Array("text".utf8))
        #expect(throws: (any Error).self) { try DossierFile.compact(path) }
        #expect(fixture.folder.read("text.dossier") == Array("text".utf8))
        let missing = fixture.folder.file("missing.dossier")
        #expect(throws: (any Error).self) { try DossierFile.compact(missing) }
        #expect(!fixture.folder.names.contains("missing.dossier"))
    }
}

extension JSON {
    /// The elements of the document's lists, each as text.
    fileprivate var texts: [String] {
        members.flatMap { member in
            let parts = member.value.members.isEmpty ? [member] : member.value.members
            return parts.flatMap { part in
                part.value.elements.map {
                    "\(part.key) \(String(decoding: $0.bytes, as: UTF8.self))"
                }
            }
        }
    }
}
