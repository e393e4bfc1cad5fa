import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct BlockTests {
    /// The slots of a batch as they are: file-wide numbers and the batch's own are the same.
    private func slotIDs(_ batch: TableBatch) -> [UInt32] {
        (0..<UInt32(batch.shapes.slots.count)).map { $0 }
    }

    /// Encodes the given spans with their events and links as one block.
    private func encode(
        _ fixture: BlockFixture,
        order: [UInt32],
        effort: EncodingEffort = .fast
    ) -> EncodedBlock {
        let encoder = BlockEncoder(effort: effort)
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let children = [fixture.events, fixture.links].map { batch in
            let parents = batch.columns[0].map { UInt32($0) }
            let rows = (0..<UInt32(batch.rowCount)).filter { places[parents[Int($0)]] != nil }
            let sorted = rows.sorted {
                (places[parents[Int($0)]] ?? 0, $0) < (places[parents[Int($1)]] ?? 0, $1)
            }
            return BlockRows(batch, order: sorted[...], slotIDs: slotIDs(batch))
        }
        return encoder.encode(
            BlockRows(fixture.spans, order: order[...], slotIDs: slotIDs(fixture.spans)),
            children: children,
            strings: fixture.strings,
            traces: fixture.traces
        )
    }

    private func shuffled(_ count: Int, seed: Int) -> [UInt32] {
        var random = SplitMix64(seed: UInt64(seed))
        return (0..<UInt32(count)).shuffled(using: &random)
    }

    @Test(arguments: 1...40)
    func givesBackRowsWithSlotsAndChildren(seed: Int) throws {
        let fixture = BlockFixture(spanCount: seed * 13, seed: UInt64(seed))
        let shuffled = shuffled(fixture.spans.rowCount, seed: seed)
        // The rows of a block are a part of those of the batch.
        let order = Array(shuffled.prefix(max(1, shuffled.count * 2 / 3)))
        let block = encode(fixture, order: order, effort: seed % 5 == 0 ? .high : .fast)
        #expect(block.table == .span)
        #expect(block.rowCount == order.count)
        #expect(block.tables.map { $0.table } == [.span, .spanEvent, .spanLink])

        let originals = [fixture.spans, fixture.events, fixture.links]
        for (table, original) in zip(block.tables, originals) {
            var strings = StringTable()
            var traces = TraceTable()
            let decoded = try BlockDecoder.decode(
                table: table.table,
                rowCount: table.rowCount,
                chunks: table.chunkBytes,
                shapes: original.shapes,
                strings: &strings,
                traces: &traces
            )
            let rows = BlockFixture.describe(
                decoded,
                strings,
                traces,
                parents: table.table == .span ? nil : order
            )
            let all = BlockFixture.describe(
                original,
                fixture.strings,
                fixture.traces,
                parents: table.table == .span
                    ? nil : (0..<UInt32(fixture.spans.rowCount)).map { $0 }
            )
            if table.table == .span {
                #expect(rows == order.map { all[Int($0)] }, "seed \(seed)")
            } else {
                let parents = Set(order)
                let expected = all.indices.filter {
                    parents.contains(UInt32(original.columns[0][$0]))
                }
                #expect(rows.sorted() == expected.map { all[$0] }.sorted(), "seed \(seed)")
                #expect(decoded.columns[0] == decoded.columns[0].sorted())
            }
        }
    }

    @Test func numbersSlotsAsTheFileDoes() throws {
        let fixture = BlockFixture(spanCount: 100, seed: 3)
        let encoder = BlockEncoder(effort: .fast)
        let order = (0..<UInt32(100)).map { $0 }
        let slotIDs = self.slotIDs(fixture.spans).map { $0 * 10 + 5 }
        let block = encoder.encode(
            BlockRows(fixture.spans, order: order[...], slotIDs: slotIDs),
            strings: fixture.strings,
            traces: fixture.traces
        )
        let slots = block.tables[0].chunks.compactMap { chunk -> UInt32? in
            if case .slot(let slot) = chunk.column { slot } else { nil }
        }
        #expect(slots == slotIDs)
    }

    @Test func tellsTheTimeRangeOfTheBlock() {
        let fixture = BlockFixture(spanCount: 200, seed: 4)
        let starts = fixture.spans.columns[SpanColumn.startTime]
        let order = Array(shuffled(200, seed: 4).prefix(50))
        let times = order.map { starts[Int($0)] }
        #expect(encode(fixture, order: order).timeRange?.lowerBound == times.min())
        #expect(encode(fixture, order: order).timeRange?.upperBound == times.max())
    }

    @Test func readsTheColumnsThatAreGiven() throws {
        let fixture = BlockFixture(spanCount: 300, seed: 5)
        let order = shuffled(300, seed: 5)
        let table = encode(fixture, order: order).tables[0]
        var strings = StringTable()
        var traces = TraceTable()
        func decode(_ columns: Set<ColumnID>) throws(BlockError) -> TableBatch {
            try BlockDecoder.decode(
                table: .span,
                rowCount: 300,
                chunks: table.chunkBytes.filter { columns.contains($0.column) },
                shapes: fixture.spans.shapes,
                strings: &strings,
                traces: &traces
            )
        }
        let names = try decode([.field(.name)])
        #expect(names.rowCount == 300)
        #expect(names.columns[SpanColumn.name].count == 300)
        #expect(names.columns[SpanColumn.trace].isEmpty)
        #expect(names.slots.allSatisfy { $0.rows.isEmpty && $0.words.isEmpty })

        let ends = try decode([.field(.endTime), .field(.startTime)])
        #expect(
            ends.columns[SpanColumn.endTime]
                == order.map { fixture.spans.columns[SpanColumn.endTime][Int($0)] }
        )
        let slot = try decode([.field(.shape), .slot(1)])
        #expect(slot.slots[1].rows.count == fixture.spans.slots[1].rows.count)
        #expect(slot.slots[0].rows.isEmpty)
    }

    @Test func needsTheCompanionOfAColumnAndTheShapeOfASlot() {
        let fixture = BlockFixture(spanCount: 300, seed: 6)
        let table = encode(fixture, order: shuffled(300, seed: 6)).tables[0]
        #expect(Table.span.companion(of: .parentSpanID) == .spanID)
        for column in [ColumnID.field(.parentSpanID), .slot(0)] {
            var strings = StringTable()
            var traces = TraceTable()
            let error = #expect(throws: BlockError.self) {
                try BlockDecoder.decode(
                    table: .span,
                    rowCount: 300,
                    chunks: table.chunkBytes.filter { $0.column == column },
                    shapes: fixture.spans.shapes,
                    strings: &strings,
                    traces: &traces
                )
            }
            #expect(error?.code == .missingRelatedColumn)
        }
    }

    @Test func namesTheDamagedColumn() {
        let fixture = BlockFixture(spanCount: 300, seed: 7)
        var chunks = encode(fixture, order: shuffled(300, seed: 7)).tables[0].chunkBytes
        for index in chunks.indices {
            let intact = chunks[index]
            chunks[index].bytes[chunks[index].bytes.count / 2] ^= 1
            var strings = StringTable()
            var traces = TraceTable()
            let error = #expect(throws: BlockError.self) {
                try BlockDecoder.decode(
                    table: .span,
                    rowCount: 300,
                    chunks: chunks,
                    shapes: fixture.spans.shapes,
                    strings: &strings,
                    traces: &traces
                )
            }
            #expect(error?.column == intact.column)
            chunks[index] = intact
        }
    }

    @Test func rejectsShapesAndCountsThatDoNotFit() {
        let fixture = BlockFixture(spanCount: 300, seed: 8)
        let chunks = encode(fixture, order: shuffled(300, seed: 8)).tables[0].chunkBytes
        var strings = StringTable()
        var traces = TraceTable()
        #expect(throws: BlockError.self, "a tree without these shapes") {
            try BlockDecoder.decode(
                table: .span,
                rowCount: 300,
                chunks: chunks,
                shapes: ShapeTree(),
                strings: &strings,
                traces: &traces
            )
        }
        #expect(throws: BlockError.self, "fewer rows") {
            try BlockDecoder.decode(
                table: .span,
                rowCount: 299,
                chunks: chunks,
                shapes: fixture.spans.shapes,
                strings: &strings,
                traces: &traces
            )
        }
    }

    @Test func cutsDoublesWhereAnotherSeriesBegins() throws {
        let fixture = BlockFixture(spanCount: 2000, seed: 9)
        let series = fixture.points.columns[DataPointColumn.series]
        let order = (0..<UInt32(2000)).sorted { (series[Int($0)], $0) < (series[Int($1)], $1) }
        let encoder = BlockEncoder(effort: .fast)
        let block = encoder.encode(
            BlockRows(fixture.points, order: order[...], slotIDs: [0]),
            strings: fixture.strings,
            traces: fixture.traces
        )
        var strings = StringTable()
        var traces = TraceTable()
        let decoded = try BlockDecoder.decode(
            table: .dataPoint,
            rowCount: 2000,
            chunks: block.tables[0].chunkBytes,
            shapes: fixture.points.shapes,
            strings: &strings,
            traces: &traces
        )
        let all = BlockFixture.describe(fixture.points, fixture.strings, fixture.traces)
        #expect(
            BlockFixture.describe(decoded, strings, traces) == order.map { all[Int($0)] }
        )
        #expect(decoded.slots[0].words.count == 2000)
    }

    @Test func encodesEmptyTables() throws {
        let fixture = BlockFixture(spanCount: 0, seed: 10)
        let block = encode(fixture, order: [])
        #expect(block.timeRange == nil)
        for table in block.tables {
            var strings = StringTable()
            var traces = TraceTable()
            let decoded = try BlockDecoder.decode(
                table: table.table,
                rowCount: 0,
                chunks: table.chunkBytes,
                shapes: ShapeTree(),
                strings: &strings,
                traces: &traces
            )
            #expect(decoded.isEmpty)
        }
    }
}
