import Dossier
import TestSupport
import Testing

/// What goes into a store comes out of it.
@Suite struct RoundTripTests {
    let fixture = StoreFixture()

    @Test func anIncidentComesBackAsItWas() throws {
        let dump = IncidentDump()
        let report = try fixture.ingest(dump.write(to: fixture.folder))
        #expect(report.spans == dump.ground.spanCount)
        #expect(report.logRecords == dump.ground.logRecordCount)
        #expect(report.dataPoints == dump.ground.dataPointCount)
        #expect(report.exemplars == dump.ground.exemplarCount)
        #expect(report.rejected == 0)
        let (expected, back) = (try dump.items(), try fixture.items())
        #expect(expected.count > dump.ground.spanCount)
        #expect(differences(back, expected) == ([], []))
        #expect(try fixture.damage().isEmpty)
    }

    @Test func commitsOfSeveralRunsComeBackTogether() throws {
        let dumps = (1...4).map { IncidentDump(seed: $0, traceCount: 8) }
        for (number, dump) in dumps.enumerated() {
            try fixture.ingest(dump.write(to: fixture.folder, prefix: "\(number)"))
        }
        #expect(
            differences(try fixture.items(), try dumps.flatMap { try $0.items() }) == ([], [])
        )
        #expect(try fixture.damage().isEmpty)
    }

    @Test func theExportIsADumpOfTheSameTelemetry() throws {
        let dump = IncidentDump(traceCount: 10)
        try fixture.ingest(dump.write(to: fixture.folder))
        let again = StoreFixture()
        try again.ingest("export.jsonl", try fixture.export())
        #expect(differences(try again.items(), try dump.items()) == ([], []))
    }

    @Test func everyFieldComesBack() throws {
        let lines = OTLPFixtures.everyField.map { $0 + "\n" }
        try fixture.ingest("every.jsonl", Array(lines.joined().utf8))
        let expected = telemetryItems(try lines.map { try JSON($0) })
        #expect(differences(try fixture.items(), expected) == ([], []))
        #expect(try fixture.rejected().isEmpty)
        #expect(try fixture.damage().isEmpty)
    }

    @Test func singleItemsComeBackByteForByte() throws {
        for line in OTLPFixtures.everyField where !line.hasPrefix("{\"resourceMetrics") {
            let fixture = StoreFixture()
            try fixture.ingest("a.json", Array(line.utf8))
            #expect(String(decoding: try fixture.export(), as: UTF8.self) == line + "\n")
        }
    }

    @Test func attributeKeysThatAreDataComeBackInOrder() throws {
        func attributes(_ keys: Range<Int>) -> String {
            keys.map { #"{"key":"key\#($0)","value":{"intValue":"\#($0)"}}"# }
                .joined(separator: ",")
        }
        let lines = [0..<5000, 4000..<4010, 0..<4200, 5000..<5100].map { keys in
            #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":["#
                + #"{"name":"n","attributes":[\#(attributes(keys))]}]}]}]}"#
        }
        let metrics = lines.map { line in
            line.replacing("Spans", with: "Metrics").replacing(#""spans""#, with: #""metrics""#)
                .replacing(
                    #""attributes":"#,
                    with: #""gauge":{"dataPoints":[{"asInt":"1","attributes":"#
                )
                .replacing("]}]}]}]}", with: "]}]}}]}]}]}")
        }
        let input = (lines + metrics).joined(separator: "\n")
        try fixture.ingest("keys.jsonl", Array(input.utf8))
        let expected = telemetryItems(try JSON.lines(input.utf8))
        #expect(expected.count == 8)
        #expect(differences(try fixture.items(), expected) == ([], []))
        #expect(try fixture.rejected().isEmpty)
        #expect(try fixture.damage().isEmpty)
    }

    @Test func signalsAreExportedByThemselves() throws {
        let dump = IncidentDump(traceCount: 5)
        try fixture.ingest(dump.write(to: fixture.folder))
        let expected: [Signal: [UInt8]] = [
            .traces: dump.traces, .logs: dump.logs, .metrics: dump.metrics,
        ]
        for signal in Signal.allCases {
            var bytes: [UInt8] = []
            try fixture.open().export([signal]) {
                #expect($0 == signal)
                bytes += $1
            }
            let items = telemetryItems(try JSON.lines(expected[signal] ?? []))
            #expect(differences(telemetryItems(try JSON.lines(bytes)), items) == ([], []))
        }
    }

    @Test func aStoreOfNothingExportsNothing() throws {
        // A new store would be removed again.
        fixture.folder.write("incident.dossier", "")
        try fixture.ingest("empty.jsonl", [])
        #expect(try fixture.export().isEmpty)
        #expect(try fixture.damage().isEmpty)
    }
}
