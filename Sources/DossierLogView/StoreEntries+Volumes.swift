import DossierColumns
package import DossierLogQL
import DossierLogQLSyntax
package import DossierPromQLSyntax
import DossierQuery
import DossierStore

/// How many entries a stream has, and how long their lines are, by stretches of time.
package struct StreamVolume: Sendable {
    /// The entries of a stretch.
    package struct Stretch: Sendable {
        package var entryCount = 0
        /// Of their lines; 0 if they were not measured.
        package var byteCount = 0
    }

    /// The labels of the stream, in the order of their names.
    package let labels: [StoredEntry.Label]
    /// How many blocks have entries of it.
    package fileprivate(set) var blockCount = 0
    /// By the number of the stretch; those without entries are missing.
    package fileprivate(set) var stretches: [Int: Stretch] = [:]
}

extension StoreEntries {
    /// The streams that a selector selects and that have entries with `start` ≤ time < `end`, in the
    /// order of their labels.
    ///
    /// - Parameters:
    ///   - selector: Conditions on the labels of streams.
    ///   - start: The first time, in nanoseconds since the Unix epoch.
    ///   - end: Behind the last time.
    ///   - step: How long each stretch is, above 0; nil for one of all times.
    ///   - measuresLines: Whether to look how long lines are.
    /// - Returns: The streams, with stretches that have entries.
    /// - Throws: If the store can't be read.
    /// - Complexity: O(log records) of the blocks with such times, over times, resources and the
    ///   variables of bodies.
    package func volumes(
        of selector: [LabelMatcher],
        from start: Int64,
        to end: Int64,
        step: Int64? = nil,
        measuresLines: Bool
    ) throws -> [StreamVolume] {
        let scan = try EntryScan(
            LogPipeline(selector: selector),
            at: EntryTimes(from: start, to: end),
            where: condition,
            in: view,
            usesPushdown: usesPushdown
        )
        var volumes: [[StoredEntry.Label]: StreamVolume] = [:]
        try forEachBlock(of: scan) { candidates in
            try tally(candidates, from: start, step: step, measuresLines)
        } take: { tally in
            for (labels, stretches) in streams(of: tally) {
                var volume = volumes[labels] ?? StreamVolume(labels: labels)
                volume.blockCount += 1
                volume.stretches.merge(stretches) { $0 + $1 }
                volumes[labels] = volume
            }
        }
        return volumes.values.sorted { $0.labels.precedes($1.labels) }
    }

    private struct Place: Hashable {
        let resource: UInt64
        let stretch: Int
    }

    private func tally(
        _ candidates: EntryScan.Candidates,
        from start: Int64,
        step: Int64?,
        _ measuresLines: Bool
    ) throws -> [Place: StreamVolume.Stretch] {
        let rows = candidates.strings
        let columns = candidates.columns
        let times = try columns.effectiveTimes()
        let resources = try columns.words(.resource, of: .logRecord)
        let byteCounts = measuresLines ? try lineByteCounts(of: columns, rows) : []
        var tally: [Place: StreamVolume.Stretch] = [:]
        rows.forEachRow { row in
            // No time is before the start.
            let passed = times[row] &- UInt64(bitPattern: start)
            let stretch = step.map { Int(passed / UInt64($0)) } ?? 0
            let place = Place(resource: resources[row], stretch: stretch)
            tally[place, default: StreamVolume.Stretch()].entryCount += 1
            if measuresLines { tally[place]?.byteCount += byteCounts[row] ?? 0 }
        }
        return tally
    }

    /// By row, how long lines are; those of some rows at least.
    private func lineByteCounts(of columns: BlockColumns, _ rows: RowBits) throws -> [Int?] {
        var counts = try columns.stringBodyByteCounts()
        var others = RowBits(rowCount: rows.rowCount)
        rows.forEachRow { if counts[$0] == nil { others.insert($0) } }
        guard !others.isEmpty else { return counts }
        var pipeline = try EntryPipeline([])
        let reader = EntryReader(view, .line, &pipeline)
        var block = try EntryBlock(columns, rowCount: others.count)
        try others.forEachRow { row in
            let time = block.effectiveTime(row)
            try reader.begin(UInt32(row), of: &block, at: time, in: &pipeline)
            counts[row] = pipeline.entry.line.count
        }
        return counts
    }

    /// The stretches of each stream.
    private func streams(
        of tally: [Place: StreamVolume.Stretch]
    ) -> [[StoredEntry.Label]: [Int: StreamVolume.Stretch]] {
        var streams: [[StoredEntry.Label]: [Int: StreamVolume.Stretch]] = [:]
        for (place, stretch) in tally {
            let resource = Int(truncatingIfNeeded: place.resource)
            let isKnown = view.resources.indices.contains(resource)
            let labels = isKnown ? view.resources[resource].stream : []
            let known = streams[labels]?[place.stretch] ?? StreamVolume.Stretch()
            streams[labels, default: [:]][place.stretch] = known + stretch
        }
        return streams
    }
}

extension StreamVolume.Stretch {
    fileprivate static func + (left: Self, right: Self) -> Self {
        Self(
            entryCount: left.entryCount + right.entryCount,
            byteCount: left.byteCount + right.byteCount
        )
    }
}
