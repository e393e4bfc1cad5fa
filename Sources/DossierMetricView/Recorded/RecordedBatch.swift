package import DossierColumns
package import DossierPromQL

/// Results of rules as rows of a store.
///
/// Series are gauges of a resource without attributes, their points have no start time. Native
/// histograms have no place in it: OpenTelemetry counts in whole numbers.
package struct RecordedBatch: Sendable {
    package private(set) var batch = Batch()
    package private(set) var seriesCount = 0
    package private(set) var sampleCount = 0
    /// Those that were left out.
    package private(set) var histogramCount = 0
    private let resource: UInt32
    private let scope: UInt32

    package init() {
        resource = batch.shared.resources.intern(Self.list([]))
        scope = batch.shared.scopes.intern(Self.list([("name", "dossier.rules")]))
    }

    package var isEmpty: Bool { batch.seriesKeys.isEmpty }

    /// Adds the series of a run, which may be none: it still replaces what earlier ones wrote.
    package mutating func add(_ series: [SampleSeries], of run: RecordedRun, names: [[UInt8]]) {
        let metrics = Dictionary(
            names.map { ($0, batch.shared.metrics.intern(run.metric(named: $0))) },
            uniquingKeysWith: { first, _ in first }
        )
        for metric in metrics.values where series.isEmpty {
            _ = number(of: .empty, metric)
        }
        for one in series {
            histogramCount += one.histograms.timestamps.count
            let name = one.labels[LabelName.metricName] ?? []
            guard let metric = metrics[name], !one.floats.timestamps.isEmpty else { continue }
            let number = number(of: one.labels.dropping([LabelName.metricName]), metric)
            seriesCount += 1
            for (time, value) in zip(one.floats.timestamps, one.floats.values) {
                append(value, at: time, to: number)
            }
        }
    }

    private mutating func number(of labels: Labels, _ metric: UInt32) -> UInt32 {
        var writer = CompositeWriter()
        writer.beginList()
        let pairs = labels.pairs
        for label in pairs {
            label.name.withUnsafeBytes { writer.key($0) }
            writer.string(label.value)
        }
        writer.end(count: pairs.count)
        return batch.series(
            SeriesKey(
                resource: resource,
                scope: scope,
                metric: metric,
                attributes: batch.attributeSets.intern(writer.bytes)
            )
        )
    }

    private mutating func append(_ value: Double, at milliseconds: Int64, to series: UInt32) {
        guard let time = UInt64(exactly: milliseconds),
            case (let nanoseconds, let overflow) = time.multipliedReportingOverflow(by: 1_000_000),
            !overflow
        else { return }
        if value.isStaleMarker {
            batch.dataPoints.append(.flags, 1)
        } else {
            batch.dataPoints.append(.doubleValue, value.bitPattern)
        }
        batch.dataPoints.columns[DataPointColumn.series].append(UInt64(series))
        batch.dataPoints.columns[DataPointColumn.startTime].append(0)
        batch.dataPoints.columns[DataPointColumn.time].append(nanoseconds)
        batch.dataPoints.finishRow()
        sampleCount += 1
    }

    private static func list(_ members: [(key: StaticString, value: StaticString)]) -> [UInt8] {
        var writer = CompositeWriter()
        writer.beginList()
        for (key, value) in members {
            writer.key(key)
            writer.string(value.withUTF8Buffer { Array($0) })
        }
        writer.end(count: members.count)
        return writer.bytes
    }
}
