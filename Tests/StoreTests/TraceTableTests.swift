import DossierColumns
import DossierStore
import TestSupport
import Testing

@Suite struct TraceTableTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    /// Commits batches in order, one commit each, and opens the store.
    private func store(_ batches: [(inout BatchBuilder) -> Void]) throws -> StoreReader {
        let writer = try StoreWriter(path: path)
        for fill in batches {
            var builder = BatchBuilder()
            _ = builder.resource(service: "first")
            _ = builder.resource(service: "second")
            _ = builder.scope("s")
            fill(&builder)
            _ = try writer.commit(builder.batch)
        }
        writer.close()
        let reader = try StoreReader(path: path)
        #expect(try reader.verify() == [])
        return reader
    }

    @Test func aTraceTellsWhereItsRowsAre() throws {
        let reader = try store([
            { builder in
                builder.span(trace: traceID(1), id: 1, start: 10, end: 20, name: "a")
                builder.span(trace: traceID(2), id: 2, start: 5, end: 30, name: "b")
                builder.log(trace: traceID(1), time: 12, body: .string("x"))
            },
            { builder in
                builder.span(
                    trace: traceID(1),
                    id: 3,
                    parent: 1,
                    start: 15,
                    end: 40,
                    status: 2
                )
            },
        ])
        let trace = try #require(try reader.trace(traceID(1)))
        #expect(trace.summary.timeRange == 10...40)
        #expect(trace.summary.spanCount == 2)
        #expect(trace.summary.errorCount == 1)
        #expect(trace.summary.logCount == 1)
        #expect(trace.summary.rootName == "a")
        #expect(trace.summary.rootService == "first")
        #expect(trace.locations.map(\.table) == [.span, .logRecord, .span])
        #expect(trace.locations.map(\.firstRow) == [1, 0, 0])
        let blocks = try reader.blocks(ids: trace.locations.map(\.block))
        #expect(blocks.map(\.commit) == [1, 1, 2])
        #expect(try reader.trace(traceID(3)) == nil)
    }

    @Test func theRootIsTheEarliestSpanWithoutAParent() throws {
        let reader = try store([
            { builder in
                builder.span(trace: traceID(1), id: 1, parent: 9, start: 1, end: 20, name: "child")
                builder.span(
                    trace: traceID(1),
                    id: 2,
                    parentText: "odd",
                    start: 2,
                    end: 20,
                    name: "odd"
                )
                builder.span(trace: traceID(1), id: 3, start: 10, end: 20, name: "late")
                builder.span(trace: traceID(2), id: 4, start: 0, end: 0, name: "timeless")
            },
            { builder in
                builder.span(
                    trace: traceID(1),
                    id: 4,
                    start: 9,
                    end: 20,
                    name: "early",
                    resource: 1
                )
                builder.span(trace: traceID(1), id: 5, start: 9, end: 20, name: "same time")
                builder.span(trace: traceID(1), id: 6, start: 0, end: 20, name: "no time")
                builder.span(trace: traceID(2), id: 7, start: 100, end: 110, name: "timed")
            },
            { builder in
                builder.span(trace: traceID(1), id: 8, start: 9, end: 20, name: "too late")
            },
        ])
        let first = try #require(try reader.trace(traceID(1))).summary
        #expect(first.rootName == "early")
        #expect(first.rootService == "second")
        #expect(first.rootStart == 9)
        let second = try #require(try reader.trace(traceID(2))).summary
        #expect(second.rootName == "timed")
        #expect(second.timeRange == 100...110)
    }

    @Test func timesAreThoseOfTheSpansIfThereAreAny() throws {
        let logs: (inout BatchBuilder) -> Void = { builder in
            builder.log(trace: traceID(1), time: 5, body: .empty)
            builder.log(trace: traceID(1), time: 0, observed: 90, body: .empty)
            builder.log(trace: traceID(2), time: 7, body: .empty)
        }
        let spans: (inout BatchBuilder) -> Void = { builder in
            builder.span(trace: traceID(1), id: 1, start: 20, end: 30)
            builder.span(trace: traceID(1), id: 2, start: .max, end: 25)
        }
        for (index, order) in [[logs, spans], [spans, logs]].enumerated() {
            let folder = TemporaryFolder()
            let writer = try StoreWriter(path: folder.file("\(index)"))
            for fill in order {
                var builder = BatchBuilder()
                _ = builder.resource(service: "a")
                _ = builder.scope("s")
                fill(&builder)
                _ = try writer.commit(builder.batch)
            }
            let reader = try StoreReader(path: writer.path)
            #expect(try reader.verify() == [])
            #expect(try reader.trace(traceID(1))?.summary.timeRange == 20...30)
            #expect(try reader.trace(traceID(2))?.summary.timeRange == 7...7)
        }
    }

    @Test func seriesAndExemplarsLeadToTheirTraces() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let reader = try StoreReader(path: path)
        let trace = try #require(try reader.trace(traceID(1)))
        #expect(Set(trace.locations.map(\.table)) == [.span, .logRecord, .series, .exemplar])
        let location = try #require(trace.locations.first { $0.table == .exemplar })
        let block = try #require(try reader.blocks(ids: [location.block]).first)
        let point = try reader.read(block).rows.columns[ExemplarColumn.point][location.firstRow]
        let points = try #require(try reader.blocks(of: .dataPoint).first)
        let rows = try reader.read(points).rows
        #expect(rows.columns[DataPointColumn.time][Int(point)] == 1_700_000_000_000_000_010)
    }

    @Test func tracesThatAreOnlyLinkedToAreNotListed() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        #expect(try StoreReader(path: path).trace(traceID(900)) == nil)
    }

    @Test func tracesAreFoundByTheStartOfTheirID() throws {
        let reader = try store([
            { builder in
                for number in 1...50 {
                    builder.span(trace: traceID(number), id: UInt64(number), start: 1, end: 2)
                }
            }
        ])
        let all = (1...50).map { traceID($0) }.sorted()
        #expect(try reader.traceIDs(prefix: "") == all)
        #expect(try reader.traceIDs(prefix: "", limit: 3) == Array(all[..<3]))
        for id in all {
            #expect(try reader.traceIDs(prefix: id.hex) == [id])
            let prefix = String(id.hex.prefix(3)).uppercased()
            #expect(
                try reader.traceIDs(prefix: prefix)
                    == all.filter { $0.hex.hasPrefix(id.hex.prefix(3)) }
            )
        }
        #expect(try reader.traceIDs(prefix: "xyz").isEmpty)
        #expect(try reader.traceIDs(prefix: String(repeating: "0", count: 33)).isEmpty)
    }

    @Test func listsAreFilteredAndOrdered() throws {
        let reader = try store([
            { builder in
                for number in 1...9 {
                    builder.span(
                        trace: traceID(number),
                        id: UInt64(number),
                        start: UInt64(number * 100),
                        end: UInt64(number * 100 + 10 * (10 - number)),
                        name: "n\(number % 3)",
                        status: number == 4 ? 2 : 0,
                        resource: UInt32(number % 2)
                    )
                }
            }
        ])
        func numbers(
            _ order: TraceOrder = .oldestFirst,
            limit: Int = .max,
            _ set: (inout TraceFilter) -> Void = { _ in }
        ) throws -> [UInt64] {
            var filter = TraceFilter()
            set(&filter)
            return try reader.traces(filter, order: order, limit: limit).map { $0.id.low }
        }
        #expect(try numbers() == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(try numbers(.newestFirst, limit: 2) == [9, 8])
        #expect(try numbers(.longestFirst, limit: 2) == [1, 2])
        #expect(try numbers(.mostErrorsFirst, limit: 1) == [4])
        #expect(try numbers { $0.timeRange = 290...410 } == [2, 3, 4].filter { $0 != 2 })
        #expect(try numbers { $0.hasErrors = true } == [4])
        #expect(try numbers { $0.rootName = "n1" } == [1, 4, 7])
        #expect(try numbers { $0.rootService = "second" } == [1, 3, 5, 7, 9])
        #expect(try numbers { $0.durationMin = 70 } == [1, 2, 3])
        #expect(try numbers { $0.durationMax = 20 } == [8, 9])
        #expect(try numbers { $0.spanCountMin = 2 } == [])
    }
}
