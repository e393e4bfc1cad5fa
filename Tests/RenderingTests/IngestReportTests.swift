import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct IngestReportTests {
    private func file(
        _ path: String,
        _ status: IngestedFile.Status,
        note: String? = nil,
        anomalies: [InputAnomaly] = [],
        isExplicit: Bool = true
    ) -> IngestedFile {
        IngestedFile(
            path: path,
            bytes: 100,
            status: status,
            note: note,
            rejectedCount: 0,
            anomalies: anomalies,
            warnings: [],
            isExplicit: isExplicit
        )
    }

    private func report(_ files: [IngestedFile]) -> IngestReport {
        var report = IngestReport()
        report.files = files
        report.spans = 1_234
        report.spanEvents = 2
        report.bytesRead = 3_000_000
        report.elapsed = .seconds(2)
        return report
    }

    @Test func whatIsUnusualIsNamedWithItsPlace() {
        let anomalies = [
            InputAnomaly(kind: .attributeValueMember, name: "text", count: 3, byteOffset: 512),
            InputAnomaly(kind: .spanWithoutTrace, name: "zzz", count: 1, byteOffset: 9),
            InputAnomaly(kind: .pointMember, name: "", count: 2, byteOffset: 7),
        ]
        let report = report([file("a.json", .ingested, anomalies: anomalies)])
        #expect(
            report.warnings(store: "s") == [
                "a.json: 3 attribute values have a member that is not AnyValue's: `text`;"
                    + " the first at byte 512",
                "a.json: 1 span can't be reached by trace: the trace id is none: `zzz`; at byte 9",
                "a.json: 2 data points have no value; the first at byte 7",
            ]
        )
        #expect(!report.isFlawless)
        #expect(self.report([file("a.json", .ingested)]).isFlawless)
    }

    @Test func emptyInputsAndFoldersAreNamed() {
        var report = report([file("a.json", .empty), file("-", .empty)])
        report.emptyFolders = ["dumps"]
        #expect(
            report.warnings(store: "s") == [
                "a.json is empty", "standard input is empty",
                "the folder dumps has no file to ingest; hidden files and stores are left out",
            ]
        )
        #expect(report.lines == ["nothing new to ingest"])
        #expect(!report.isFlawless)
        #expect(!report.isRefusal)
    }

    @Test func theSummaryNamesWhatWasNotReadFromTheStart() {
        let report = report([
            file("a", .ingested), file("b", .resumed), file("c", .skipped, note: "in the store"),
        ])
        #expect(
            report.lines == [
                "ingested 2 inputs, 3.00 MB in 2.00 s (1.50 MB/s)",
                "  1,234 spans with 2 events",
                "  0 log records",
                "  0 data points",
                "resumed b",
                "skipped c: in the store",
            ]
        )
    }

    @Test func manySkippedInputsAreCounted() {
        let report = report((0..<30).map { file("f\($0)", .skipped) })
        #expect(report.lines.count == 22)
        #expect(report.lines.first == "nothing new to ingest")
        #expect(report.lines.last == "skipped 10 more inputs")
    }

    @Test func aNamedInputThatIsRefusedIsAFailure() {
        #expect(report([file("a", .ingested), file("b", .refused)]).isRefusal)
        #expect(!report([file("a", .ingested), file("b", .refused, isExplicit: false)]).isRefusal)
        #expect(report([file("b", .refused, isExplicit: false)]).isRefusal)
        #expect(!report([]).isRefusal)
    }

    @Test func rejectedValuesAreAWarning() {
        var report = report([file("a\n", .refused, note: "this is a picture")])
        report.rejected = 1
        #expect(
            report.warnings(store: "x.dossier") == [
                "refused a\\n: this is a picture",
                "1 value could not be parsed; `dossier rejected x.dossier` lists it",
            ]
        )
    }

    @Test func refusalsOfNamedInputsComeFirstAndManyAreCounted() {
        let walked = (0..<30).map { file("f\($0)", .refused, isExplicit: false) }
        let warnings = report(walked + [file("-", .refused)]).warnings(store: "x")
        #expect(warnings.first == "refused standard input: not OTLP")
        #expect(warnings.count == 21)
        #expect(warnings.last == "refused 11 more inputs")
    }

    @Test func theDocumentHasTheMembersOfItsSchema() {
        let text = String(decoding: report([file("a", .ingested)]).json(), as: UTF8.self)
        #expect(
            text
                == #"{"files":[{"path":"a","bytes":100,"status":"ingested","rejected":0}],"#
                + #""spans":1234,"span_events":2,"span_links":0,"log_records":0,"data_points":0,"#
                + #""exemplars":0,"rejected":0,"bytes_read":3000000,"seconds":2.0}"# + "\n"
        )
    }

    @Test func progressTellsShareRateAndTimeLeft() {
        let progress = IngestProgress(
            file: "dumps/traces.jsonl",
            bytesRead: 10_000_000,
            bytesTotal: 40_000_000,
            spans: 12_345,
            logRecords: 0,
            dataPoints: 1,
            elapsed: .seconds(2)
        )
        #expect(
            progress.text
                == "25 %, 10.0 MB of 40.0 MB  5.00 MB/s  6 s left"
                + "  12,345 spans, 0 log records, 1 data point  traces.jsonl"
        )
    }

    @Test func progressOfAPipeHasNoShare() {
        let progress = IngestProgress(
            file: "-",
            bytesRead: 0,
            bytesTotal: nil,
            spans: 0,
            logRecords: 0,
            dataPoints: 0,
            elapsed: .zero
        )
        #expect(progress.text == "0 B  0 spans, 0 log records, 0 data points  standard input")
    }
}
