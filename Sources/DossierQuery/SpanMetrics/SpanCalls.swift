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

/// Numbers what spans of a block are counted by.
private struct CallNumbers {
    private struct Words: Hashable {
        let service: UInt32
        let name: UInt64
        let kind: UInt64
        let status: UInt64
    }

    private(set) var keys: [SpanCalls.Key] = []
    private let services: ServiceNumbers
    private let names: StringTable
    private var numbers: [Words: UInt32] = [:]
    /// The numbers of words that fit in few bits, plus one.
    private var packed: [UInt32] = []

    /// Up to this many combinations have an element each.
    private static let packedCountMax = 1 << 20
    /// OTLP has six kinds and three codes of a status.
    private static let (kindCount, statusCount): (UInt64, UInt64) = (6, 3)

    init(_ services: ServiceNumbers, names: StoredColumn) {
        self.services = services
        self.names = names.strings
        let count =
            services.names.count * self.names.count * Int(Self.kindCount * Self.statusCount)
        if count <= Self.packedCountMax { packed = [UInt32](repeating: 0, count: count) }
    }

    mutating func number(resource: UInt64, name: UInt64, kind: UInt64, status: UInt64) -> UInt32 {
        let service = services[resource]
        guard !packed.isEmpty, kind < Self.kindCount, status < Self.statusCount,
            name < UInt64(names.count)
        else {
            return number(Words(service: service, name: name, kind: kind, status: status))
        }
        let pair = UInt64(service) * UInt64(names.count) + name
        let place = Int((pair * Self.kindCount + kind) * Self.statusCount + status)
        if packed[place] == 0 {
            let words = Words(service: service, name: name, kind: kind, status: status)
            packed[place] = number(words) + 1
        }
        return packed[place] - 1
    }

    private mutating func number(_ words: Words) -> UInt32 {
        if let known = numbers[words] { return known }
        let number = UInt32(keys.count)
        numbers[words] = number
        keys.append(
            SpanCalls.Key(
                service: services.names[Int(words.service)].flatMap { $0.isEmpty ? nil : $0 },
                name: Array(names[UInt32(truncatingIfNeeded: words.name)]),
                kind: words.kind,
                status: words.status
            )
        )
        return number
    }
}
