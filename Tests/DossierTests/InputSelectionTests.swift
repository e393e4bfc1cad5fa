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
        #expect(report.files[1].note == "this is Jaeger JSON; only OTLP-JSON can be ingested")
        #expect(report.rejected == 0)
        #expect(try names() == ["a", "b"])
        #expect(try fixture.rejected().isEmpty)
        #expect(try fixture.open().summary().inputs.map(\.path).count == 2)
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
