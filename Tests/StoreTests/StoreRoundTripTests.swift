import DossierBlocks
import DossierColumns
import DossierStore
import TestSupport
import Testing

@Suite struct StoreRoundTripTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    @Test(arguments: [EncodingEffort.fast, .high])
    func everythingCommittedIsReadBack(effort: EncodingEffort) throws {
        let writer = try StoreWriter(path: path, effort: effort)
        let summary = try writer.commit(sampleBatch())
        writer.close()
        #expect(summary.commit == 1)
        #expect(summary.rowCounts[.span] == 4)
        #expect(summary.rowCounts[.spanEvent] == 3)
        #expect(summary.rowCounts[.series] == 3)
        let reader = try StoreReader(path: path)
        #expect(try RowDescriptions.lines(of: reader) == RowDescriptions.lines(of: sampleBatch()))
        #expect(try reader.verify() == [])
        #expect(folder.names == ["test.dossier"])
    }

    @Test func commitsAddUpAcrossWriters() throws {
        for seed in 0..<3 {
            let writer = try StoreWriter(path: path)
            _ = try writer.commit(sampleBatch(seed: seed))
            _ = try writer.commit(sampleBatch(seed: seed + 100))
            writer.close()
        }
        let reader = try StoreReader(path: path)
        let expected = [0, 1, 2, 100, 101, 102]
            .flatMap { RowDescriptions.lines(of: sampleBatch(seed: $0)) }
        // Series are stored once. Only the one with a trace id differs between the batches.
        let stored = try RowDescriptions.lines(of: reader)
        #expect(stored == uniqueSeries(expected))
        #expect(try reader.commitCount() == 6)
        #expect(try reader.verify() == [])
        #expect(folder.names == ["test.dossier"])
    }

    private func uniqueSeries(_ lines: [String]) -> [String] {
        let series = Set(lines.filter { $0.hasPrefix("series ") })
        return (lines.filter { !$0.hasPrefix("series ") } + series).sorted()
    }

    @Test func rowsOfATraceAreTogetherAndInOrderOfTime() throws {
        var builder = BatchBuilder()
        _ = builder.resource(service: "a")
        _ = builder.scope("s")
        for number in [5, 3, 4, 1, 2, 0] {
            for trace in [2, 0, 1] {
                builder.span(
                    trace: traceID(trace),
                    id: UInt64(trace * 10 + number + 1),
                    start: UInt64(1000 - trace * 100 + number),
                    end: 2000
                )
            }
        }
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(builder.batch)
        let reader = try StoreReader(path: path)
        let block = try #require(try reader.blocks(of: .span).first)
        let rows = try reader.read(block).rows
        // The trace seen first comes first.
        #expect(
            rows.columns[SpanColumn.spanID]
                == [21, 22, 23, 24, 25, 26, 11, 12, 13, 14, 15, 16, 1, 2, 3, 4, 5, 6]
        )
    }

    @Test func onlyTheColumnsAskedForAreRead() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let reader = try StoreReader(path: path)
        let block = try #require(try reader.blocks(of: .span).first)
        let rows = try reader.read(block, columns: [.span: [.field(.name)]])
        #expect(rows.rows.columns[SpanColumn.name].count == 4)
        #expect(rows.rows.columns[SpanColumn.trace].isEmpty)
        #expect(rows.children.isEmpty)
        // A field brings its companion along.
        let ends = try reader.read(block, columns: [.span: [.field(.endTime)]])
        #expect(ends.rows.columns[SpanColumn.endTime].count == 4)
        let events = try reader.read(block, columns: [.spanEvent: [.field(.name)]])
        #expect(events.children[.spanEvent]?.columns[SpanEventColumn.name].count == 3)
        #expect(events.rows.rowCount == 0)
        let shapes = try reader.shapes(of: .span)
        let slot = try #require(shapes.slots.firstIndex { $0.type == .double })
        let slots = try reader.read(block, columns: [.span: [.slot(UInt32(slot))]])
        #expect(slots.rows.slots[slot].words == [(5.0).bitPattern])
    }

    @Test func seriesKeepTheirNumbers() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let again = try writer.commit(sampleBatch())
        #expect(again.rowCounts[.series] == nil)
        writer.close()
        let other = try StoreWriter(path: path)
        let third = try other.commit(sampleBatch())
        #expect(third.rowCounts[.series] == nil)
        #expect(third.rowCounts[.dataPoint] == 3)
        let reader = try StoreReader(path: path)
        #expect(try reader.series().count == 1)
        #expect(try reader.series([2]).first?.firstID == 0)
        #expect(try reader.series([3]).isEmpty)
    }

    @Test func blocksArePrunedByTime() throws {
        let writer = try StoreWriter(path: path)
        for seed in 0..<3 { _ = try writer.commit(sampleBatch(seed: seed)) }
        let reader = try StoreReader(path: path)
        let start: UInt64 = 1_700_000_001_000_000_000
        #expect(try reader.blocks(of: .span).count == 3)
        #expect(try reader.blocks(of: .span, timeRange: start...(start + 1)).map(\.commit) == [2])
        #expect(try reader.blocks(of: .logRecord, timeRange: 0...5).isEmpty)
        #expect(try reader.blocks(of: .dataPoint, timeRange: 0 ... .max).count == 3)
    }

    @Test func anEmptyBatchStoresNothing() throws {
        let writer = try StoreWriter(path: path)
        let summary = try writer.commit(Batch())
        #expect(summary.commit == 0)
        #expect(try StoreReader(path: path).commitCount() == 0)
    }

    @Test func statisticsCountWhatIsThere() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        _ = try writer.commit(sampleBatch(seed: 1))
        let statistics = try StoreReader(path: path).statistics()
        #expect(statistics.services == ["bank", "shop"])
        #expect(statistics.metrics.map(\.name) == ["declared", "memory", "requests"])
        #expect(statistics.traceCount == 4)
        let spans = try #require(statistics.tables.first { $0.table == .span })
        #expect(spans.rowCount == 8)
        #expect(spans.blockCount == 2)
        #expect(spans.storedByteCount > 0)
        #expect(spans.columns.contains { $0.column == .field(.spanID) && $0.valueCount == 8 })
        #expect(statistics.tables.first { $0.table == .spanEvent }?.rowCount == 6)
    }

    @Test func chunksAreDescribedWithoutReadingThem() throws {
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(sampleBatch())
        let reader = try StoreReader(path: path)
        let block = try #require(try reader.blocks(of: .span).first)
        let chunks = try reader.chunks(of: block)
        let statuses = try #require(chunks.first { $0.column == .field(.statusCode) })
        #expect(statuses.range == 0...2)
        #expect(statuses.valueCount == 4)
    }
}
