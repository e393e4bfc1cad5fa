import DossierColumns
import DossierLogQL
package import DossierQuery
import DossierStore

extension LogView {
    /// Records with those of their stream that come before and behind them in time, as many on each
    /// side.
    ///
    /// Records whose surroundings meet are in one group. A record of an unknown time is alone.
    ///
    /// - Returns: The groups, in the order of their first times.
    /// - Complexity: O(log records), over times and resources; those of the streams are in memory, 24
    ///   bytes each.
    package func context(
        of records: [FoundLogRecord],
        _ count: Int
    ) throws -> [[FoundLogRecord]] {
        let wanted = Set(records.map(\.withoutMention))
        let streams = try streams(of: wanted)
        let blocks = try reader.blocks(of: .logRecord)
        var byStream: [UInt32: [FoundLogRecord]] = [:]
        for first in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[first..<min(first + Self.blockCountAtOnce, blocks.count)])
            for part in try parallelMap(some, { try timedRecords(of: $0, in: streams) }) {
                for (stream, records) in part { byStream[stream, default: []] += records }
            }
        }
        var groups = wanted.filter { $0.time == 0 }.map { [$0] }
        for var stream in byStream.values {
            LogOrder.oldestFirst.sort(&stream)
            groups += Self.ranges(of: stream.indices.filter { wanted.contains(stream[$0]) }, count)
                .map { Array(stream[$0.clamped(to: stream.indices)]) }
        }
        return groups.sorted { left, right in
            guard let left = left.first, let right = right.first else { return false }
            return LogOrder.oldestFirst.precedes(left, right)
        }
    }

    /// How many log records have neither a time nor an observed time.
    ///
    /// - Complexity: O(log records), over times.
    package func untimedCount() throws -> Int {
        try parallelMap(reader.blocks(of: .logRecord)) { block in
            try BlockColumns(block, catalogue).effectiveTimes().count { $0 == 0 }
        }.reduce(0, +)
    }

    private static let blockCountAtOnce = 8

    /// The numbers of the streams of records.
    private func streams(of records: Set<FoundLogRecord>) throws -> Set<UInt32> {
        let ranks = streamRanks
        var streams: Set<UInt32> = []
        let byBlock = Dictionary(grouping: records, by: \.block)
        for block in try reader.blocks(ids: byBlock.keys.sorted()) {
            let resources = try BlockColumns(block, catalogue).words(.resource, of: .logRecord)
            for record in byBlock[block.id] ?? [] {
                let resource = Int(truncatingIfNeeded: resources[Int(record.row)])
                if ranks.indices.contains(resource) { streams.insert(ranks[resource]) }
            }
        }
        return streams
    }

    /// The records of a block in some streams whose time is known, by stream.
    private func timedRecords(
        of block: BlockInfo,
        in streams: Set<UInt32>
    ) throws -> [UInt32: [FoundLogRecord]] {
        let ranks = streamRanks
        let columns = BlockColumns(block, catalogue)
        let times = try columns.effectiveTimes()
        let resources = try columns.words(.resource, of: .logRecord)
        var found: [UInt32: [FoundLogRecord]] = [:]
        for row in times.indices where times[row] != 0 {
            let resource = Int(truncatingIfNeeded: resources[row])
            guard ranks.indices.contains(resource), streams.contains(ranks[resource]) else {
                continue
            }
            found[ranks[resource], default: []].append(
                FoundLogRecord(block: block.id, row: UInt32(row), time: times[row])
            )
        }
        return found
    }

    /// The ranges around ascending positions, those that meet as one.
    private static func ranges(of positions: [Int], _ count: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for position in positions {
            let start = position - min(count, position)
            let end = position + 1 + min(count, .max - position - 1)
            if let last = ranges.last, last.upperBound >= start {
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(start..<end)
            }
        }
        return ranges
    }
}
