import Dossier
import TestSupport
import Testing

/// Which files an ingest takes, and what it says of those that it does not take.
@Suite struct InputSelectionTests {
    let fixture = StoreFixture()
    var folder: TemporaryFolder { fixture.folder }

    private static let line = #"""
        {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"NAME"}]}]}]}
        """#

    private func dump(_ name: String) -> [UInt8] {
        Array(Self.line.replacing("NAME", with: name).utf8)
    }

    private func names() throws -> [String] {
        try fixture.documents().flatMap { document in
            (document["resourceSpans"]?.elements ?? []).flatMap { entry in
                (entry["scopeSpans"]?.elements ?? []).flatMap { scope in
                    (scope["spans"]?.elements ?? []).compactMap { $0["name"]?.text }
                }
            }
        }.sorted()
    }

    @Test func aFolderIsWalkedInTheOrderOfNames() throws {
        let dumps = folder.makeFolder("dumps")
        folder.makeFolder("dumps/b")
        folder.write("dumps/c.json", dump("c"))
        folder.write("dumps/a.json", dump("a"))
        folder.write("dumps/b/b.json", dump("b"))
        let report = try fixture.ingest([dumps])
        #expect(
            report.files.map { $0.path.split(separator: "/").last } == [
                "a.json", "b.json", "c.json",
            ]
        )
        #expect(report.files.allSatisfy { !$0.isExplicit && $0.status == .ingested })
        #expect(try names() == ["a", "b", "c"])
    }

    @Test func compressedFilesAreRead() throws {
        let files = [
            folder.write("a.gz", Compressed.gzip(dump("a"))),
            folder.write("b.zst", Compressed.zstd(dump("b"))),
            folder.write("no suffix", Compressed.gzip(dump("c"))),
        ]
        #expect(try fixture.ingest(files).spans == 3)
        #expect(try names() == ["a", "b", "c"])
    }

    @Test func aFileNamedTwiceIsTakenOnce() throws {
        let file = folder.write("a.json", dump("a"))
        let report = try fixture.ingest([file, file])
        #expect(report.spans == 1)
        #expect(try names() == ["a"])
    }

    @Test func foreignFilesAreRefusedAndTheOthersTaken() throws {
        let files = [
            folder.write("a.json", dump("a")),
            folder.write("jaeger.json", #"{"data":[{"traceID":"1","spans":[],"processes":{}}]}"#),
            folder.write("notes.txt", "just text\n"),
            folder.write("b.json", dump("b")),
        ]
        let report = try fixture.ingest(files)
        #expect(report.files.map(\.status) == [.ingested, .refused, .refused, .ingested])
        #expect(
            report.files[1].note
                == "this is Jaeger JSON; download the trace as OTLP-JSON from Jaeger's"
                + " /api/v3/traces/ID"
        )
        #expect(report.rejected == 0)
        #expect(try names() == ["a", "b"])
        #expect(try fixture.rejected().isEmpty)
        #expect(try fixture.open().summary().inputs.map(\.path).count == 2)
    }

    @Test func anIngestOfNothingLeavesNoStore() throws {
        let inputs = [
            folder.write("notes.txt", "just text\n"), folder.write("empty.json", ""),
            folder.write("blank.json", " \n\t\n"), folder.write("list.json", "[ ]\n"),
        ]
        let report = try fixture.ingest(inputs)
        #expect(report.files.map(\.status) == [.refused, .empty, .empty, .empty])
        #expect(throws: DossierError.self) { try fixture.open() }
        try fixture.ingest("a.json", dump("a"))
        try fixture.ingest(inputs)
        #expect(try fixture.open().summary().inputs.count == 1)
    }

    @Test func aStoreThatWasThereIsLeftThere() throws {
        folder.write("incident.dossier", "")
        try fixture.ingest("notes.txt", Array("just text\n".utf8))
        #expect(try fixture.open().summary().inputs.isEmpty)
    }

    @Test func aFolderWithoutFilesIsReported() throws {
        let empty = folder.makeFolder("dumps")
        folder.write("dumps/.hidden.json", dump("a"))
        let report = try fixture.ingest([empty])
        #expect(report.emptyFolders == [empty])
        #expect(report.files.isEmpty)
        #expect(throws: DossierError.self) { try fixture.open() }
    }

    @Test func whatIsUnusualIsKeptWithTheInput() throws {
        let line = Self.line.replacing("NAME", with: "a")
        let value = #"{"name":"a","attributes":[{"key":"k","value":{"text":"b"}}]}"#
        let unusual = line.replacing(#"{"name":"a"}"#, with: value)
        for name in ["a.json", "b.json"] {
            let text = name == "a.json" ? unusual : " \(unusual)\n\(unusual)"
            _ = try fixture.ingest(name, Array(text.utf8))
        }
        for _ in 0..<2 {
            let inputs = try fixture.open().summary().inputs
            let found = inputs.map { input in
                input.anomalies.filter { $0.kind == .attributeValueMember }.map(\.count)
            }
            #expect(found == [[1], [2]])
            #expect(inputs[0].anomalies.contains { $0.kind == .spanWithoutTrace })
            #expect(try fixture.damage().isEmpty)
            _ = try Compaction(store: fixture.store).run()
        }
    }

    @Test func aStoreIsNoInput() throws {
        let first = folder.write("a.json", dump("a"))
        try fixture.ingest([first])
        let copy = fixture.copyStore()
        #expect(try fixture.ingest([copy]).files.map(\.status) == [.refused])
    }

    @Test func aMissingFileFailsTheRun() throws {
        #expect(throws: (any Error).self) {
            try fixture.ingest([folder.file("missing.json")])
        }
    }

    @Test func rejectedValuesAreKeptWithTheirPlace() throws {
        let line = Self.line.replacing("NAME", with: "a")
        let bad = #"{"name":{}}"#
        let input = "\(line)\n\(line.replacing(#"{"name":"a"}"#, with: bad))\n"
        let report = try fixture.ingest("a.json", Array(input.utf8))
        #expect(report.rejected == 1)
        let rejected = try #require(try fixture.rejected().first)
        #expect(rejected.path.hasSuffix("/a.json"))
        #expect(rejected.bytes == Array(bad.utf8))
        let start = try #require(input.firstRange(of: bad)).lowerBound
        #expect(Int(rejected.byteOffset) == input[..<start].utf8.count)
        #expect(try fixture.open().summary().rejectedCount == 1)
    }
}
