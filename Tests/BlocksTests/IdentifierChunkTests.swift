import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct TraceChunkTests {
    private func traceIDs(_ words: [UInt64], _ traces: TraceTable) -> [TraceID?] {
        words.map { $0 == noTrace ? nil : traces[UInt32($0)] }
    }

    private func check(
        _ words: [UInt64],
        _ traces: TraceTable,
        effort: EncodingEffort = .fast
    ) throws -> EncodedChunk {
        let result = try ChunkRoundTrip(words, type: .trace, effort: effort, traces: traces)
        #expect(traceIDs(result.words, result.traces) == traceIDs(words, traces))
        return result.chunk
    }

    @Test(arguments: chunkSizes)
    func givesBackClusteredAndScatteredTraces(count: Int) throws {
        var random = SplitMix64(seed: 11)
        var traces = TraceTable()
        for _ in 0..<50 { _ = traces.intern(TraceID(high: random.next(), low: random.next())) }
        let clustered = (0..<count).map { UInt64($0 / 400) }
        let scattered = (0..<count).map { _ in UInt64(random.below(50)) }
        let partly = (0..<count).map { $0 % 3 == 0 ? noTrace : UInt64($0 / 400) }
        for words in [clustered, scattered, partly] {
            _ = try check(words, traces)
            _ = try check(words, traces, effort: .high)
        }
        _ = try check([UInt64](repeating: noTrace, count: count), TraceTable())
    }

    @Test func storesEachIDOfAClusterOnce() throws {
        var random = SplitMix64(seed: 12)
        var traces = TraceTable()
        for _ in 0..<200 { _ = traces.intern(TraceID(high: random.next(), low: random.next())) }
        let words = (0..<200).flatMap { [UInt64](repeating: UInt64($0), count: 70) }
        #expect(try check(words, traces).bytes.count < 200 * 16 + 30)
    }

    @Test func sharesTheNumbersOfTracesThatAreThere() throws {
        var traces = TraceTable()
        let id = TraceID(high: 1, low: 2)
        _ = traces.intern(id)
        let result = try ChunkRoundTrip([0, noTrace, 0], type: .trace, traces: traces)
        var others = TraceTable()
        _ = others.intern(TraceID(high: 7, low: 7))
        _ = others.intern(id)
        var strings = StringTable()
        let words = try ChunkRoundTrip.decode(
            result.chunk,
            type: .trace,
            strings: &strings,
            traces: &others
        )
        #expect(words == [1, noTrace, 1])
        #expect(others.count == 2)
    }
}

@Suite struct ParentChunkTests {
    /// Span ids of traces, and the id of a parent for each: none, an earlier or later row, or an
    /// id that is in another block.
    private func spans(count: Int, seed: UInt64) -> (ids: [UInt64], parents: [UInt64]) {
        var random = SplitMix64(seed: seed)
        var ids = (0..<count).map { _ in random.next() }
        if count > 10 { ids[7] = ids[3] }
        let parents = (0..<count).map { row -> UInt64 in
            switch random.below(20) {
            case 0: return 0
            case 1: return random.next()
            default: return ids[max(0, min(count - 1, row - 30 + random.below(40)))]
            }
        }
        return (ids, parents)
    }

    @Test(arguments: chunkSizes)
    func givesBackParents(count: Int) throws {
        let (ids, parents) = spans(count: count, seed: 21)
        for effort in [EncodingEffort.fast, .high] {
            let result = try ChunkRoundTrip(
                parents,
                type: .spanID,
                effort: effort,
                related: .rows(ids: ids)
            )
            #expect(result.words == parents)
        }
    }

    @Test func takesLittleMoreThanTheDistances() throws {
        let (ids, parents) = spans(count: 16_384, seed: 22)
        let result = try ChunkRoundTrip(parents, type: .spanID, related: .rows(ids: ids))
        #expect(result.chunk.bytes.count < 16_384 / 20 * 8 + 16_384)
    }

    @Test func keepsIDsThatNoRowHas() throws {
        let parents = WordPattern.words.words(count: 3000)
        let ids = WordPattern.words.words(count: 3000, seed: 2)
        let result = try ChunkRoundTrip(parents, type: .spanID, related: .rows(ids: ids))
        #expect(result.words == parents)
        #expect(result.chunk.bytes.count < 3000 * 8 + 100)
    }

    @Test func refersToRowsOfAnotherTable() throws {
        let ids = WordPattern.words.words(count: 5000)
        let references = (0..<900).map { ids[$0 * 5] } + [0, 4711]
        let result = try ChunkRoundTrip(references, type: .spanID, related: .rows(ids: ids))
        #expect(result.words == references)
        #expect(result.chunk.bytes.count < 200)
    }

    @Test func needsTheSameIDsToDecode() throws {
        let (ids, parents) = spans(count: 500, seed: 23)
        let chunk = try ChunkRoundTrip(parents, type: .spanID, related: .rows(ids: ids)).chunk
        for related in [nil, RelatedColumn.rows(ids: []), .difference(from: ids)] {
            var strings = StringTable()
            var traces = TraceTable()
            #expect(throws: BlockError.self) {
                try ChunkRoundTrip.decode(
                    chunk,
                    type: .spanID,
                    strings: &strings,
                    traces: &traces,
                    related: related
                )
            }
        }
    }
}
