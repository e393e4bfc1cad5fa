import DossierBlocks
import DossierColumns
import DossierStore

/// The spans of a store, counted by service, name, kind and status.
package struct SpanCalls: Sendable {
    package struct Key: Hashable, Sendable {
        /// `service.name` of the resource; nil if it has none, or an empty one.
        package let service: [UInt8]?
        package let name: [UInt8]
        /// As OTLP numbers them.
        package let kind: UInt64
        package let status: UInt64
    }

    /// By number of the series.
    package private(set) var keys: [Key] = []
    package private(set) var counts = SampledCounts(.spans)
    /// How many spans have no time, or one that is far from all others.
    package private(set) var uncountedCount = 0

    /// How many blocks are worked on before their counts are put together.
    private static let blockCountAtOnce = 16

    /// - Complexity: O(spans), over six columns.
    init(
        _ blocks: [BlockInfo],
        at times: SampleTimes,
        except duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        // After the blocks, since a writer may add to both meanwhile.
        let services = ServiceNumbers(try reader.serviceNameBytes())
        var numbers: [Key: UInt32] = [:]
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[start..<min(start + Self.blockCountAtOnce, blocks.count)])
            let found = try parallelMap(some) { block in
                try BlockCalls(block, services, at: times, except: duplicates, in: reader)
            }
            for block in found { add(block, &numbers) }
        }
        counts.compact()
    }

    private mutating func add(_ block: BlockCalls, _ numbers: inout [Key: UInt32]) {
        let own = block.keys.map { key in
            if let number = numbers[key] { return number }
            let number = UInt32(keys.count)
            numbers[key] = number
            keys.append(key)
            return number
        }
        counts.add(block.counts, numbers: own)
        uncountedCount += block.uncountedCount
    }
}

/// The spans of one block.
private struct BlockCalls: Sendable {
    private(set) var keys: [SpanCalls.Key] = []
    private(set) var counts = SampledCounts(.spans)
    private(set) var uncountedCount = 0

    init(
        _ block: BlockInfo,
        _ services: ServiceNumbers,
        at times: SampleTimes,
        except duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        let columns = try reader.columns(
            [
                .field(.startTime), .field(.endTime), .field(.statusCode), .field(.resource),
                .field(.name), .field(.kind),
            ],
            of: .span,
            in: block
        ).compactMap { $0 }
        guard columns.count == 6 else { return }
        let words = columns.map(\.words.words)
        var numbers = CallNumbers(services, names: columns[4])
        counts.reserve(block.rowCount)
        var repeated = duplicates.rows(of: block.id)[...]
        for row in 0..<(words.map(\.count).min() ?? 0) {
            if let next = repeated.first, next == UInt32(row) {
                _ = repeated.popFirst()
                continue
            }
            let span = SpanTimes(start: words[0][row], end: words[1][row])
            guard let time = span.countedTime, let sample = times.index(of: time) else {
                uncountedCount += 1
                continue
            }
            let series = numbers.number(
                resource: words[3][row],
                name: words[4][row],
                kind: words[5][row],
                status: words[2][row]
            )
            counts.add(series: series, sample: sample, duration: span.duration)
        }
        counts.compact()
        keys = numbers.keys
    }
}
