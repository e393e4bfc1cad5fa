import Dossier
import TestSupport
import Testing

/// Inputs that come again: whole, in part, grown, or under another name.
@Suite struct ResumeTests {
    let fixture = StoreFixture()

    private func statuses(_ report: IngestReport) -> [IngestedFile.Status] {
        report.files.map(\.status)
    }

    @Test func theSecondRunSkipsEverything() throws {
        let dump = IncidentDump(traceCount: 10)
        let files = dump.write(to: fixture.folder)
        #expect(statuses(try fixture.ingest(files)) == [.ingested, .ingested, .ingested])
        let again = try fixture.ingest(files)
        #expect(statuses(again) == [.skipped, .skipped, .skipped])
        #expect(again.spans + again.logRecords + again.dataPoints == 0)
        #expect(differences(try fixture.items(), try dump.items()) == ([], []))
    }

    @Test func forceTakesEverythingAgain() throws {
        let dump = IncidentDump(traceCount: 10)
        let files = dump.write(to: fixture.folder)
        try fixture.ingest(files)
        #expect(
            statuses(try fixture.ingest(files, force: true)) == [.ingested, .ingested, .ingested]
        )
        let items = try dump.items()
        #expect(differences(try fixture.items(), items + items) == ([], []))
        #expect(try fixture.damage().isEmpty)
    }

    @Test func aCopyUnderAnotherNameIsSkipped() throws {
        let dump = IncidentDump(traceCount: 3)
        let first = fixture.folder.write("a.jsonl", dump.traces)
        let copy = fixture.folder.write("b.jsonl", dump.traces)
        let report = try fixture.ingest([first, copy])
        #expect(statuses(report) == [.ingested, .skipped])
        #expect(report.files[1].note?.contains("a.jsonl") == true)
        let packed = fixture.folder.write("c.jsonl.gz", Compressed.gzip(dump.traces))
        #expect(statuses(try fixture.ingest([copy, packed])) == [.skipped, .skipped])
        #expect(report.spans == dump.ground.spanCount)
    }

    @Test func anotherFileAtTheSamePathIsReadFromItsStart() throws {
        let dumps = [1, 2].map { IncidentDump(seed: $0, traceCount: 3) }
        for dump in dumps {
            #expect(statuses(try fixture.ingest("a.jsonl", dump.traces)) == [.ingested])
        }
        let expected = try dumps.flatMap { telemetryItems(try JSON.lines($0.traces)) }
        #expect(differences(try fixture.items(), expected) == ([], []))
    }

    @Test func filesThatBeginAlikeAreToldApart() throws {
        let dumps = [1, 2].map { IncidentDump(seed: $0, traceCount: 3) }
        let start = IncidentDump(seed: 3, traceCount: 3).traces
        for (number, dump) in dumps.enumerated() {
            let file = fixture.folder.write("\(number).jsonl", start + dump.traces)
            #expect(statuses(try fixture.ingest([file])) == [.ingested])
        }
        let expected = telemetryItems(
            try JSON.lines(start + dumps[0].traces + start + dumps[1].traces)
        )
        #expect(differences(try fixture.items(), expected) == ([], []))
    }

    @Test(
        "A file that grows by any number of bytes is taken exactly once",
        arguments: 0..<12 as Range<UInt64>
    )
    func growth(_ seed: UInt64) throws {
        let dump = IncidentDump(traceCount: 6, serviceCount: 3)
        let whole = dump.signals[Int(seed % 3)]
        var random = SplitMix64(seed: seed)
        var cuts = (0..<4).map { _ in random.below(whole.count) }
        cuts.sort()
        for end in cuts {
            let report = try fixture.ingest("dump.jsonl", whole[..<end])
            #expect(report.files.count == 1)
            let tails = try fixture.rejected()
            #expect(tails.count <= 1)
            #expect(tails.allSatisfy { whole[..<end].suffix($0.bytes.count) == $0.bytes[...] })
            #expect(try fixture.ingest("dump.jsonl", whole[..<end]).files[0].status != .resumed)
        }
        try fixture.ingest("dump.jsonl", whole)
        let expected = telemetryItems(try JSON.lines(whole))
        #expect(differences(try fixture.items(), expected) == ([], []), "cut at \(cuts)")
        #expect(try fixture.rejected().isEmpty)
        #expect(try fixture.damage().isEmpty)
        #expect(statuses(try fixture.ingest("dump.jsonl", whole)) == [.skipped])
    }

    @Test func aFileThatGrowsInLinesIsReadOn() throws {
        let dump = IncidentDump(traceCount: 600, serviceCount: 6)
        let lines = dump.logs.split(separator: 0x0a).map { Array($0) + [0x0a] }
        #expect(lines.count > 2)
        var file: [UInt8] = []
        var expected: [IngestedFile.Status] = [.ingested]
        for line in lines {
            file += line
            #expect(statuses(try fixture.ingest("dump.jsonl", file)) == expected)
            expected = [.resumed]
        }
        #expect(
            differences(try fixture.items(), telemetryItems(try JSON.lines(dump.logs))) == ([], [])
        )
    }

    @Test func aCompressedFileMayGrowToo() throws {
        let dump = IncidentDump(traceCount: 6)
        let half = dump.traces.count / 2
        try fixture.ingest("dump.gz", Compressed.gzip(Array(dump.traces[..<half])))
        let report = try fixture.ingest("dump.gz", Compressed.gzip(dump.traces))
        #expect(statuses(report) == [.resumed])
        #expect(
            differences(try fixture.items(), telemetryItems(try JSON.lines(dump.traces)))
                == ([], [])
        )
        #expect(try fixture.rejected().isEmpty)
    }

    @Test func aRunThatBrokeOffIsTakenUpByTheSameCallAgain() throws {
        let dump = IncidentDump(traceCount: 12)
        let files = dump.write(to: fixture.folder)
        try fixture.ingest(Array(files[..<1]))
        fixture.folder.write("logs.jsonl", dump.logs[..<(dump.logs.count / 3)])
        try fixture.ingest(Array(files[..<2]))
        let broken = fixture.copyStore()
        fixture.folder.write("logs.jsonl", dump.logs)
        let report = try fixture.ingest(files, into: broken)
        #expect(statuses(report) == [.skipped, .resumed, .ingested])
        #expect(differences(try fixture.items(in: broken), try dump.items()) == ([], []))
        #expect(try fixture.damage(in: broken).isEmpty)
        try fixture.ingest(files)
        #expect(differences(try fixture.items(), try dump.items()) == ([], []))
    }

    @Test func aCutFileIsReportedAndSkippedUntilItGrows() throws {
        let dump = IncidentDump(traceCount: 6)
        let cut = dump.traces.dropLast(100)
        let report = try fixture.ingest("dump.jsonl", cut)
        #expect(report.files[0].warnings.contains { $0.contains("ends inside a value") })
        #expect(report.files[0].rejectedCount == 1)
        #expect(try fixture.rejected().count == 1)
        #expect(statuses(try fixture.ingest("dump.jsonl", cut)) == [.skipped])
        #expect(try fixture.rejected().count == 1)
    }

    @Test func whatBecameKnownBehindACutIsPutRight() throws {
        let line = #"""
            {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"a"},{"name":"b"}],"schemaUrl":"u"}],"schemaUrl":"v"}]}
            """#
        let cut = try #require(line.firstRange(of: #",{"name":"b""#)).lowerBound
        try fixture.ingest("dump.json", Array(line[..<cut].utf8))
        #expect(try fixture.items().count == 1)
        try fixture.ingest("dump.json", Array(line.utf8))
        #expect(
            differences(try fixture.items(), telemetryItems([try JSON(line)])) == ([], [])
        )
    }
}
