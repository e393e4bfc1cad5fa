import Dossier
import Synchronization
import TestSupport
import Testing

/// Readers in other threads while a store is written.
@Suite struct ConcurrentReadingTests {
    @Test func readersSeeWholeCommitsOnly() async throws {
        let fixture = StoreFixture()
        let dumps = (1...8).map { IncidentDump(seed: $0, traceCount: 6, serviceCount: 3) }
        var total = (spans: 0, logRecords: 0, dataPoints: 0)
        var totals: [Int: (logRecords: Int, dataPoints: Int)] = [:]
        for dump in dumps {
            total.spans += dump.ground.spanCount
            total.logRecords += dump.ground.logRecordCount
            total.dataPoints += dump.ground.dataPointCount
            totals[total.spans] = (total.logRecords, total.dataPoints)
        }
        let inputs = dumps.enumerated().map { number, dump in
            fixture.folder.write("\(number).jsonl", dump.traces + dump.logs + dump.metrics)
        }
        try fixture.ingest([inputs[0]])
        let expected = totals
        let store = fixture.store
        let isDone = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let file = try DossierFile(store)
                    repeat {
                        let rows = Dictionary(
                            uniqueKeysWithValues: try file.summary().tables.map {
                                ($0.name, $0.rows)
                            }
                        )
                        let sums = try #require(expected[rows["spans"] ?? 0])
                        #expect(rows["log records"] == sums.logRecords)
                        #expect(rows["data points"] == sums.dataPoints)
                        let listing = try file.traces(TraceQuery())
                        for summary in listing.traces.prefix(3) {
                            let trace = try #require(try file.trace(summary.id))
                            #expect(trace.spans.count == summary.spanCount)
                            #expect(trace.logRecords.count == summary.logRecordCount)
                        }
                        // The threads that run tasks are few: let the writer have one.
                        await Task.yield()
                    } while !isDone.isSet
                }
            }
            group.addTask {
                defer { isDone.set() }
                for input in inputs.dropFirst() { _ = try Ingestion(store: store).run([input]) }
            }
            try await group.waitForAll()
        }
        let all = try dumps.flatMap { try $0.items() }
        #expect(differences(try fixture.items(), all) == ([], []))
        #expect(try fixture.damage().isEmpty)
    }

    @Test func anExportLeavesOutWhatIsCommittedMeanwhile() throws {
        let fixture = StoreFixture()
        let first = IncidentDump(seed: 1, traceCount: 6, serviceCount: 3)
        let second = IncidentDump(seed: 2, traceCount: 6, serviceCount: 5)
        try fixture.ingest(first.write(to: fixture.folder, prefix: "first-"))
        let later = second.write(to: fixture.folder, prefix: "second-")
        var bytes: [UInt8] = []
        try fixture.open().export(Signal.allCases) { _, lines in
            if bytes.isEmpty { try fixture.ingest(later) }
            bytes += lines
        }
        let exported = telemetryItems(try JSON.lines(bytes))
        #expect(differences(exported, try first.items()) == ([], []))
    }
}

/// Tells the readers that the writer is done.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
