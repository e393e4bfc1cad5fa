import DossierColumns
package import DossierLogQL
package import DossierLogQLSyntax
import DossierPromQL
import DossierPromQLSyntax
package import DossierQuery
import DossierStore

/// The log records of a store, as entries to evaluate LogQL queries over.
///
/// Blocks are worked on by several threads; in memory are the columns of a few blocks, and what is
/// made of the entries.
package struct StoreEntries: Sendable {
    let view: LogView
    /// What records have to be besides; nil if anything.
    let condition: LogScan?
    let usesPushdown: Bool
    let isCancelled: @Sendable () -> Bool

    /// `isCancelled` is asked before each block, on any thread; without pushdown all stages are run
    /// over every entry of the selected streams.
    package init(
        _ view: LogView,
        where condition: LogScan? = nil,
        usesPushdown: Bool = true,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.view = view
        self.condition = condition
        self.usesPushdown = usesPushdown
        self.isCancelled = isCancelled
    }

    /// So many blocks are worked on before what was found is taken.
    static let blockCountAtOnce = 8

    /// Calls `take` with what `transform` makes of the candidates of each block, in the order of the
    /// blocks, up to one before which it is enough.
    func forEachBlock<Output: Sendable>(
        of scan: EntryScan,
        _ transform: @escaping @Sendable (EntryScan.Candidates) throws -> Output,
        take: (Output) throws -> Void,
        isEnough: (BlockInfo) -> Bool = { _ in false }
    ) throws {
        for first in stride(from: 0, to: scan.blocks.count, by: Self.blockCountAtOnce) {
            guard !isEnough(scan.blocks[first]) else { return }
            let some = scan.blocks[first..<min(first + Self.blockCountAtOnce, scan.blocks.count)]
            let outputs = try parallelMap(Array(some)) { block in
                guard !isCancelled() else { throw CancellationError() }
                let candidates = try scan.candidates(of: block)
                return candidates.isEmpty ? nil : try transform(candidates)
            }
            for output in outputs { if let output { try take(output) } }
        }
    }
}

// MARK: - Samples

extension StoreEntries: LogEntrySource {
    package func samples(
        of aggregation: RangeAggregation,
        at times: RangeTimes
    ) throws -> SampledEntries {
        let pipeline = aggregation.range.pipeline
        let scan = try EntryScan(
            pipeline,
            at: EntryTimes(coveredBy: times),
            where: condition,
            in: view,
            usesPushdown: usesPushdown
        )
        var rest = aggregation
        rest.range.pipeline.stages = scan.lines.rest
        let streamLabels = usesPushdown ? view.streamLabels(of: rest) : nil
        var samples = SampledEntries()
        try forEachBlock(of: scan) { [rest] candidates in
            var found = SampledEntries()
            if let streamLabels, candidates.others.isEmpty {
                try count(candidates, by: streamLabels, in: &found)
            } else {
                try add(candidates.strings, of: candidates.columns, rest, to: &found)
            }
            try add(candidates.others, of: candidates.columns, aggregation, to: &found)
            return found
        } take: {
            samples.add($0)
        }
        samples.sort()
        return samples
    }

    /// Adds the samples that stages make of records.
    private func add(
        _ rows: RowBits,
        of columns: BlockColumns,
        _ aggregation: RangeAggregation,
        to samples: inout SampledEntries
    ) throws {
        guard !rows.isEmpty else { return }
        var collector = try SampleCollector(aggregation)
        let reader = EntryReader(view, EntryUse(of: aggregation), &collector.pipeline)
        var block = try EntryBlock(columns, rowCount: rows.count)
        try rows.forEachRow { row in
            let time = block.effectiveTime(row)
            try reader.begin(UInt32(row), of: &block, at: time, in: &collector.pipeline)
            try collector.take()
        }
        samples.add(collector.samples)
    }

    /// Counts records whose series their resources tell.
    private func count(
        _ candidates: EntryScan.Candidates,
        by labels: [Labels],
        in samples: inout SampledEntries
    ) throws {
        let times = try candidates.columns.effectiveTimes()
        let resources = try candidates.columns.words(.resource, of: .logRecord)
        var byResource: [Int: [Int64]] = [:]
        candidates.strings.forEachRow { row in
            byResource[Int(truncatingIfNeeded: resources[row]), default: []]
                .append(Int64(clamping: times[row]))
        }
        for (resource, times) in byResource where labels.indices.contains(resource) {
            samples.add(ones: times, to: labels[resource])
        }
    }
}

extension LogView {
    /// By resource, the labels of the series that its records belong to; nil unless that is all
    /// there is to know of them.
    fileprivate func streamLabels(of aggregation: RangeAggregation) -> [Labels]? {
        guard aggregation.range.pipeline.stages.isEmpty, aggregation.range.unwrap == nil,
            let grouping = aggregation.grouping, !grouping.isWithout
        else { return nil }
        switch aggregation.function {
        case .countOverTime, .rate: break
        default: return nil
        }
        let wanted = Set(grouping.labels.map(\.bytes))
        guard !wanted.contains(where: mayHaveMetadata) else { return nil }
        return resources.map { resource in
            Labels(
                resource.stream.filter { wanted.contains($0.name) }
                    .map { Label(name: $0.name, value: $0.value) },
                keepsEmpty: true
            )
        }
    }
}
