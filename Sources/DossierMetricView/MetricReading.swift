import DossierColumns
import DossierPromQL
import DossierQuery

/// Reads the samples of some series of one metric.
struct MetricReading: Sendable {
    private let family: MetricFamily
    private let parts: [SeriesPart]
    private let labelled: LabelledMetric
    /// Conditions on labels that only parts have: `le` and `quantile`.
    private let partMatchers: [SeriesMatcher]
    /// Nil if the growth of counters is not requested.
    private let exports: ExportTimes?

    /// How many series a thread takes at a time.
    private static let groupSizes = 8...64

    static let quantile = Array("quantile".utf8)

    init(
        _ family: MetricFamily,
        _ parts: [SeriesPart],
        _ labelled: LabelledMetric,
        partMatchers: [SeriesMatcher],
        exports: ExportTimes?
    ) {
        self.family = family
        self.parts = parts
        self.labelled = labelled
        self.partMatchers = partMatchers
        self.exports = exports
    }

    /// The fields of points that the parts are made of.
    private var fields: Set<Field> {
        var fields: Set<Field> = [.flags]
        for part in parts {
            switch part {
            case .value: fields.formUnion([.doubleValue, .intValue])
            case .bucket: fields.formUnion([.count, .bucketCounts, .explicitBounds])
            case .sum: fields.insert(.sum)
            case .count: fields.insert(.count)
            case .quantile: fields.insert(.quantiles)
            case .histogram:
                fields.formUnion([
                    .count, .sum, .bucketCounts, .explicitBounds, .scale, .zeroCount,
                    .zeroThreshold, .positiveOffset, .positiveCounts, .negativeOffset,
                    .negativeCounts,
                ])
            }
        }
        return fields
    }

    /// The samples of the series with these places in `labelled`, which rise, and how many points
    /// gave way to later ones for the same time.
    func series(
        _ indices: [Int],
        _ selection: SampleSelection,
        in view: MetricView
    ) throws -> (series: [SampleSeries], repeatedCount: Int) {
        let runs = try view.runs(
            of: indices.map { labelled.ids[$0] },
            in: Self.nanoseconds(selection, isDelta: family.isDelta),
            fields: fields,
            startTimes: selection.needsStartTimestamps
        )
        guard !runs.isEmpty else { return ([], 0) }
        try checkCount(of: runs, selection)
        let tasks = tasks(indices, runs)
        let names = Dictionary(
            uniqueKeysWithValues: parts.map { part in
                (
                    part,
                    labelled.labels(
                        tasks.map(\.index),
                        part: part,
                        name: family.name(of: part)
                    )
                )
            }
        )
        let size = max(
            Self.groupSizes.lowerBound,
            min(tasks.count / 8, Self.groupSizes.upperBound)
        )
        let groups = stride(from: 0, to: tasks.count, by: size).map { start in
            tasks[start..<min(start + size, tasks.count)]
        }
        let parts = parallelMap(groups) { group in
            var found: [SampleSeries] = []
            var repeatedCount = 0
            for task in group {
                let points = PointList(
                    runs[task.runs],
                    needsStartTimes: selection.needsStartTimestamps
                )
                repeatedCount += points.repeatedCount
                read(points, task, names, exportTimes(of: task, in: view), into: &found)
            }
            return (found, repeatedCount)
        }
        return (parts.flatMap(\.0), parts.reduce(0) { $0 + $1.1 })
    }

    private func exportTimes(of task: Task, in view: MetricView) -> [Int64]? {
        guard let exports else { return nil }
        let series = view.series(of: family.metric)[task.index]
        let columns = view.seriesSets[series.set].rows.rows.columns
        return exports.times(
            resource: columns[SeriesColumn.resource][series.row],
            scope: columns[SeriesColumn.scope][series.row]
        )
    }

    /// Before any sample is made, whether there would be too many.
    private func checkCount(of runs: [PointRun], _ selection: SampleSelection) throws {
        let count = runs.reduce(0) { $0 + $1.count } * parts.count
        if count > selection.sampleCountMax {
            throw QueryLimitError.tooManySamples(limit: selection.sampleCountMax)
        }
    }

    /// One series to read.
    private struct Task: Sendable {
        /// Among all that are read.
        let number: Int
        /// Into `labelled`.
        let index: Int
        let runs: Range<Int>
    }

    private func tasks(_ indices: [Int], _ runs: [PointRun]) -> [Task] {
        var tasks: [Task] = []
        var position = 0
        var start = 0
        while start < runs.count {
            var end = start + 1
            while end < runs.count, runs[end].series == runs[start].series { end += 1 }
            let isOfRun = { (index: Int) in labelled.ids[index] == runs[start].series }
            // Ids rise, unless the catalogue of the store is damaged.
            if let found = indices[position...].firstIndex(where: isOfRun)
                ?? indices.firstIndex(where: isOfRun)
            {
                position = found
                tasks.append(Task(number: tasks.count, index: indices[found], runs: start..<end))
            }
            start = end
        }
        return tasks
    }

    /// A stream of differences is added up from its beginning.
    private static func nanoseconds(
        _ selection: SampleSelection,
        isDelta: Bool
    ) -> ClosedRange<UInt64> {
        let range = selection.timeRange.nanoseconds
        return isDelta ? 0...range.upperBound : range
    }

    private func read(
        _ points: PointList,
        _ task: Task,
        _ names: [SeriesPart: [Labels]],
        _ exports: [Int64]?,
        into found: inout [SampleSeries]
    ) {
        let numbers = NumberSamples(points, isDelta: family.isDelta)
        for part in parts {
            guard let labels = names[part]?[task.number] else { continue }
            switch part {
            case .value:
                let points = numbers.pointValues
                found.append(
                    numbers.series(labels, numbers.floats(points), exports, points: points)
                )
            case .count: found.append(numbers.series(labels, numbers.counts, exports))
            case .sum:
                if let sums = numbers.sums {
                    found.append(
                        numbers.series(labels, sums, exports, points: numbers.pointSums)
                    )
                }
            case .bucket: readBuckets(points, numbers, task, labels, exports, into: &found)
            case .quantile:
                for (quantile, samples) in QuantileSamples(points, numbers).series {
                    add(labels.setting(Self.quantile, quantile), samples, to: &found)
                }
            case .histogram:
                let native = NativeHistograms(points, isDelta: family.isDelta)
                let samples = family.kind == .histogram ? native.explicit : native.exponential
                if !samples.timestamps.isEmpty {
                    found.append(SampleSeries(labels: labels, histograms: samples))
                }
            }
        }
    }

    private func readBuckets(
        _ points: PointList,
        _ numbers: NumberSamples,
        _ task: Task,
        _ named: Labels,
        _ exports: [Int64]?,
        into found: inout [SampleSeries]
    ) {
        let histogram = ClassicHistogram(points, numbers, isDelta: family.isDelta)
        for stretch in histogram.stretches {
            let labels = labelled.bucketLabels(task.index, named, bounds: stretch.bounds)
            for (labels, samples) in zip(labels, stretch.buckets) {
                let growth = exports.map { numbers.growth(samples, $0) }
                add(labels, samples, growth, to: &found)
            }
        }
    }

    private func add(
        _ labels: Labels,
        _ samples: FloatSamples,
        _ growth: CounterGrowth? = nil,
        to found: inout [SampleSeries]
    ) {
        guard partMatchers.allSatisfy({ $0.matches(labels) }) else { return }
        var series = SampleSeries(labels: labels, floats: samples)
        series.growth = growth.map { [$0] } ?? []
        found.append(series)
    }
}
