import DossierColumns
import DossierStore
import TestSupport
import Testing

/// Commits that make several blocks of a table.
@Suite struct LargeCommitTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    @Test func tracesAndTheirEventsStayTogetherInBlocks() throws {
        var builder = BatchBuilder()
        let resource = builder.resource(service: "a")
        let scope = builder.scope("s")
        let traceCount = 2000
        // Spans come round by round, so that every trace is scattered over the input.
        for round in 0..<10 {
            for trace in 0..<traceCount {
                let id = UInt64(trace * 10 + round + 1)
                if id % 7 == 0 { builder.event(time: id, name: "event") }
                builder.span(
                    trace: traceID(trace),
                    id: id,
                    parent: round == 0 ? 0 : id - 1,
                    start: UInt64(1_000_000 + trace * 100 + round),
                    end: UInt64(2_000_000 + trace),
                    resource: resource,
                    scope: scope,
                    ["round": .int(Int64(round))]
                )
            }
        }
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(builder.batch)
        let reader = try StoreReader(path: path)
        #expect(try reader.verify() == [])
        let blocks = try reader.blocks(of: .span)
        #expect(blocks.map(\.rowCount).reduce(0, +) == 20_000)
        #expect(blocks.allSatisfy { $0.rowCount <= 16_384 && $0.rowCount > 9000 })
        for trace in stride(from: 0, to: traceCount, by: 397) {
            let row = try #require(try reader.trace(traceID(trace)))
            #expect(row.locations.count == 1)
            #expect(row.locations.first?.rowCount == 10)
        }
        var eventCount = 0
        for block in blocks {
            let rows = try reader.read(block)
            let events = try #require(rows.children[.spanEvent])
            for row in 0..<events.rowCount {
                let parent = Int(events.columns[SpanEventColumn.parentRow][row])
                let time = events.columns[SpanEventColumn.time][row]
                #expect(rows.rows.columns[SpanColumn.spanID][parent] == time)
            }
            eventCount += events.rowCount
        }
        #expect(eventCount == 20_000 / 7)
    }

    @Test func exemplarsFindTheirPointsAcrossBlocksAndCommits() throws {
        let writer = try StoreWriter(path: path)
        for commit in 0..<2 {
            var builder = BatchBuilder()
            let resource = builder.resource(service: "a")
            let scope = builder.scope("s")
            let metric = builder.metric("m")
            let series = (0..<50).map { number in
                builder.series(
                    resource: resource,
                    scope: scope,
                    metric: metric,
                    ["n": .int(Int64(49 - number))]
                )
            }
            for time in 0..<1500 {
                for (number, series) in series.enumerated() {
                    let value = Double(commit * 1_000_000 + time * 100 + number)
                    let point = builder.point(
                        series: series,
                        time: UInt64(commit * 10_000 + 1500 - time),
                        value: value
                    )
                    guard point % 997 == 0 else { continue }
                    builder.exemplar(
                        of: point,
                        trace: nil,
                        time: UInt64(time + 1),
                        value: value
                    )
                }
            }
            _ = try writer.commit(builder.batch)
        }
        let reader = try StoreReader(path: path)
        #expect(try reader.verify() == [])
        let blocks = try reader.blocks(of: .dataPoint)
        #expect(blocks.count == 4)
        let points = try blocks.flatMap { try values(of: reader.read($0).rows) }
        #expect(points.count == 150_000)
        for block in try reader.blocks(of: .exemplar) {
            let rows = try reader.read(block).rows
            for (value, point) in zip(values(of: rows), rows.columns[ExemplarColumn.point]) {
                #expect(points[Int(point)] == value)
            }
        }
        #expect(try reader.statistics().tables.first { $0.table == .series }?.rowCount == 50)
    }

    /// The values of rows that all have one.
    private func values(of rows: TableBatch) -> [Double] {
        let slot = rows.shapes.slots.firstIndex { $0.field == .doubleValue }
        return slot.map { rows.slots[$0].words.map { Double(bitPattern: $0) } } ?? []
    }

    @Test func longLogBodiesMakeSmallBlocks() throws {
        var builder = BatchBuilder()
        _ = builder.resource(service: "a")
        _ = builder.scope("s")
        let body = String(repeating: "x", count: 100_000)
        for number in 0..<120 {
            builder.log(trace: nil, time: UInt64(number + 1), body: .string("\(number) \(body)"))
        }
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(builder.batch)
        let reader = try StoreReader(path: path)
        let counts = try reader.blocks(of: .logRecord).map(\.rowCount)
        #expect(counts.count == 2)
        #expect(counts.allSatisfy { (56...64).contains($0) })
        #expect(try reader.verify() == [])
    }

    @Test func keysPastTheLimitsGoToOverflowAndStillMakeASeries() throws {
        let writer = try StoreWriter(path: path)
        var builder = BatchBuilder()
        let resource = builder.resource(service: "a")
        let scope = builder.scope("s")
        let metric = builder.metric("m")
        for number in 0..<4200 {
            let series = builder.series(
                resource: resource,
                scope: scope,
                metric: metric,
                ["before": .int(1), "key\(number)": .string("v"), "after": .bool(true)]
            )
            builder.point(series: series, time: UInt64(number + 1), value: 1)
        }
        let batch = builder.batch
        _ = try writer.commit(batch)
        writer.close()
        let again = try StoreWriter(path: path)
        #expect(try again.commit(batch).rowCounts[.series] == nil)
        let reader = try StoreReader(path: path)
        #expect(try reader.verify() == [])
        #expect(try reader.shapes(of: .series).slots.count <= ShapeTree.slotLimit + 1)
        let stored = try RowDescriptions.lines(of: reader).filter { $0.hasPrefix("series ") }
        let expected = RowDescriptions.lines(of: batch).filter { $0.hasPrefix("series ") }
        #expect(stored == expected)
    }
}
