import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@testable import DossierStore

/// Rows are put together from decoded columns in two ways, which have to give the same: all rows of
/// a block (`StoreReader.read`) and some rows (`StoreReader.rows`).
@Suite struct RowDecodingTests {
    let folder = TemporaryFolder()

    /// A store with rows of every table, and chunks of most encodings.
    private func makeStore(_ name: String, isCompacted: Bool = false) throws -> String {
        let path = folder.file(name)
        let writer = try StoreWriter(path: path)
        for seed in 0..<2 { _ = try writer.commit(sampleBatch(seed: seed)) }
        _ = try writer.commit(Self.largeBatch(seed: 7))
        writer.close()
        if isCompacted { _ = try StoreCompaction(path: path).run() }
        return path
    }

    private static func largeBatch(seed: UInt64) -> Batch {
        var random = SplitMix64(seed: seed)
        var builder = BatchBuilder()
        let shop = builder.resource(service: "shop")
        let library = builder.scope("library")
        for row in 0..<400 {
            let trace = row % 5 == 0 ? nil : traceID(row / 9)
            for event in 0..<random.below(3) {
                builder.event(time: UInt64(row + event), name: "e\(event)", ["n": .int(Int64(row))])
            }
            if random.below(4) == 0 { builder.link(trace: traceID(row), spanID: UInt64(row)) }
            builder.span(
                trace: trace,
                id: UInt64(row + 1),
                parent: UInt64(row / 2),
                start: UInt64(row),
                end: UInt64(row + random.below(90)),
                name: "work \(row % 3)",
                resource: shop,
                scope: library,
                row % 3 == 0
                    ? ["sql": .string("SELECT \(row * row) FROM t WHERE u = \(row % 7)")]
                    : ["ok": .bool(row % 2 == 0), "amount": .double(Double(row) / 4)]
            )
            let own = trace?.hex ?? "none"
            builder.log(
                trace: trace,
                spanID: UInt64(row),
                time: UInt64(row + 1),
                body: .string("took \(row * row) ms for user \(row % 7) in trace \(own)"),
                resource: shop,
                scope: library
            )
        }
        let metric = builder.metric("latency", kind: 3)
        let series = (0..<3).map { number in
            builder.series(
                resource: shop,
                scope: library,
                metric: metric,
                ["route": .string("/\(number)")]
            )
        }
        for row in 0..<300 {
            builder.addVector(.bucketCounts, (0..<6).map { _ in UInt64(random.below(row + 1)) })
            if row % 50 > 0 {
                builder.addVector(.explicitBounds, [0.1, 0.5, 1, 5, 10].map { $0.bitPattern })
            }
            let point = builder.point(
                series: series[row / 100],
                start: 1,
                time: UInt64(row + 2),
                value: Double(row)
            )
            if row % 6 == 0 {
                let trace = traceID(row)
                builder.exemplar(of: point, trace: trace, time: UInt64(row), value: 0.5)
            }
        }
        return builder.batch
    }

    /// The values of all columns and slots of rows, with strings and traces in place of codes.
    private func values(of set: RowSet) -> [String: [String]] {
        var values: [String: [String]] = [:]
        let children = set.children.values.filter { $0.rowCount > 0 }
        for batch in [set.rows] + children {
            for (field, words) in zip(batch.table.columns, batch.columns) {
                values["\(batch.table) \(field)"] = words.map { text($0, field.type, set) }
            }
            for (number, slot) in batch.slots.enumerated() where !slot.rows.isEmpty {
                let type = batch.shapes.slots[number].type
                values["\(batch.table) slot \(number)"] =
                    zip(slot.rows, slot.words).map { "\($0): \(text($1, type, set))" }
            }
        }
        return values
    }

    private func text(_ word: UInt64, _ type: ValueType, _ set: RowSet) -> String {
        if type.isText { return "\(Array(set.strings[UInt32(word)]))" }
        if type == .trace { return word == noTrace ? "-" : set.traces[UInt32(word)].hex }
        return "\(word)"
    }

    @Test(arguments: [false, true])
    func allRowsAndSomeRowsAreTheSame(isCompacted: Bool) throws {
        let path = try makeStore("same", isCompacted: isCompacted)
        let reader = try StoreReader(path: path)
        var compared: Set<String> = []
        for table in Table.roots {
            for block in try reader.blocks(of: table) {
                let all = values(of: try reader.read(block))
                #expect(values(of: try reader.rows(0..<block.rowCount, of: block)) == all)
                let cuts = [0, block.rowCount / 3, block.rowCount / 2, block.rowCount]
                let ranges = zip(cuts, cuts.dropFirst()).map { $0..<$1 }
                #expect(values(of: try reader.rows(ranges, of: block)) == all)
                compared.formUnion(all.keys)
            }
        }
        let all = try Self.columnNames(reader)
        #expect(compared == all)
    }

    /// The columns and slots of all tables, by the names that `values(of:)` gives them.
    private static func columnNames(_ reader: StoreReader) throws -> Set<String> {
        var names: Set<String> = []
        for table in Table.allCases {
            names.formUnion(table.columns.map { "\(table) \($0)" })
            let slots = try reader.shapes(of: table).slots
            names.formUnion(slots.indices.map { "\(table) slot \($0)" })
        }
        return names
    }

    /// Bytes that are damaged under a checksum that is right.
    @Test(arguments: [false, true])
    func damagedBytesFailBothOrNeither(isCompacted: Bool) throws {
        let path = try makeStore("intact", isCompacted: isCompacted)
        let bytes = try #require(readFile(path))
        let intact = try StoreReader(path: path)
        var random = SplitMix64(seed: 31)
        for table in Table.roots {
            for block in try intact.blocks(of: table) {
                for chunk in try storedChunks(of: block, path) {
                    let copy = folder.file("damaged")
                    writeFile(copy, bytes)
                    try damage(chunk, copy, &random)
                    try compare(block, damagedChunk: chunk, copy)
                }
            }
        }
    }

    private func storedChunks(of block: BlockInfo, _ path: String) throws -> [StoredChunk] {
        let connection = try Connection(path: path, access: .readOnly)
        return try EncodedContent(block, columns: nil, from: connection).chunks
    }

    private func damage(
        _ chunk: StoredChunk,
        _ path: String,
        _ random: inout SplitMix64
    ) throws {
        var data = chunk.data
        switch random.below(4) {
        case 0: data.removeLast(1 + random.below(data.count))
        case 1: data.append(UInt8(random.below(256)))
        default: data[random.below(data.count)] ^= 1 << UInt8(random.below(8))
        }
        let forged = EncodedChunk(
            valueCount: Int(chunk.valueCount),
            rawByteCount: Int(chunk.rawByteCount),
            checksum: data.withUnsafeBytes { checksum(of: $0) },
            range: nil,
            bytes: data
        )
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute("DELETE FROM chunk WHERE chunk_id = \(chunk.key)")
        let statement = try connection.prepare(StoredChunk.insert)
        try StoredChunk(key: chunk.key, forged).store(with: statement)
    }

    private func compare(_ block: BlockInfo, damagedChunk: StoredChunk, _ path: String) throws {
        let reader = try StoreReader(path: path)
        let all = try? values(of: reader.read(block))
        let some = try? values(of: reader.rows(0..<block.rowCount, of: block))
        let column = damagedChunk.id.flatMap { ColumnID(rawValue: $0.column) }
        if all == nil {
            #expect(try !reader.verify().isEmpty, "\(block) \(String(describing: column))")
        }
        // Other shapes may hide a slot, and other parent rows a child, from those who look for
        // rows; whoever reads all finds chunks without rows, and `RowChecks` the parents.
        if column == .field(.shape) || column == .field(.parentRow) {
            #expect(all == nil || some != nil)
        } else {
            #expect(all == some, "\(block) \(String(describing: column))")
        }
    }
}

extension BatchBuilder {
    /// Adds a vector to the data point that is built.
    fileprivate mutating func addVector(_ field: Field, _ words: [UInt64]) {
        let bytes = words.flatMap { word in (0..<8).map { UInt8(word >> (8 * $0) & 0xff) } }
        batch.dataPoints.append(field, UInt64(batch.strings.intern(bytes)))
    }
}
