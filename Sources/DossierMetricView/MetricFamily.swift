package import DossierColumns
import DossierPromQL

/// What a series of a query shows of a data point.
package enum SeriesPart: Hashable, Sendable {
    case value, bucket, sum, count, quantile
    case histogram

    /// The label that its series have besides those of the metric.
    var addedLabel: [UInt8]? {
        switch self {
        case .bucket: LabelName.bucketBound
        case .quantile: MetricReading.quantile
        case .value, .sum, .count, .histogram: nil
        }
    }

    /// All labels that parts add.
    static let addedLabels = [LabelName.bucketBound, MetricReading.quantile]

    /// Whether its series have a label besides those of the metric.
    var addsLabel: Bool { addedLabel != nil }

    /// The name that its series have if the metric has a name.
    func name(of metric: [UInt8]) -> [UInt8] { suffix.withUTF8Buffer { metric + $0 } }

    private var suffix: StaticString {
        switch self {
        case .bucket: "_bucket"
        case .sum: "_sum"
        case .count: "_count"
        case .value, .quantile, .histogram: ""
        }
    }
}

/// The series names that one metric of the store has in queries.
package struct MetricFamily: Sendable {
    /// Its code.
    let metric: Int
    let kind: Kind
    let isDelta: Bool
    let name: [UInt8]
    /// As OpenTelemetry has it.
    let rawName: [UInt8]
    /// The run of rules that recorded it.
    let run: RecordedRun?
    private let nameParts: MetricNameParts
    private let explicitHistograms: StoreSampleOptions.ExplicitHistograms

    enum Kind: Int64, Sendable {
        case gauge = 1
        case sum, histogram, exponentialHistogram, summary
    }

    /// Nil for a metric without data.
    init?(_ header: MetricHeader, metric: Int, _ options: StoreSampleOptions) {
        guard let kind = Kind(rawValue: header.kind) else { return nil }
        self.metric = metric
        self.kind = kind
        isDelta = header.temporality == 1 && kind != .gauge && kind != .summary
        rawName = Array(header.nameBytes)
        let nameKind: MetricNameParts.Kind =
            switch kind {
            case .gauge: .gauge
            case .sum: header.isMonotonic ? .monotonicSum : .other
            default: .other
            }
        nameParts = MetricNameParts(
            name: rawName,
            unit: Array(header.unitBytes),
            kind: nameKind
        )
        run = kind == .gauge ? RecordedRun(metadata: header.metadata) : nil
        name = run == nil ? options.naming.metricName(nameParts) : rawName
        explicitHistograms = options.explicitHistograms
        if name.isEmpty { return nil }
    }

    /// What a metric of this kind is shown as.
    var parts: [SeriesPart] {
        switch kind {
        case .gauge, .sum: [.value]
        case .histogram: explicitHistograms == .classic ? [.bucket, .sum, .count] : [.histogram]
        case .exponentialHistogram: [.histogram]
        case .summary: [.quantile, .sum, .count]
        }
    }

    /// Those that can be asked for by name alone: a histogram's own name gives it whole.
    private var namedParts: [SeriesPart] {
        kind == .histogram ? [.bucket, .sum, .count, .histogram] : parts
    }

    func name(of part: SeriesPart) -> [UInt8] { part.name(of: name) }

    /// The names that OpenTelemetry has for the metrics that a query can name so; each once.
    ///
    /// - Complexity: O(metrics).
    package static func rawNames(
        of name: [UInt8],
        among metrics: [MetricHeader],
        _ options: StoreSampleOptions
    ) -> [[UInt8]] {
        let named = metrics.indices.compactMap { number -> [UInt8]? in
            guard let family = MetricFamily(metrics[number], metric: number, options),
                family.namedParts.contains(where: { family.name(of: $0) == name })
            else { return nil }
            return family.rawName
        }
        return Array(Set(named))
    }

    /// The parts that satisfy all conditions on the name.
    func parts(matching conditions: [SeriesMatcher]) -> [SeriesPart] {
        parts.filter { part in
            let name = name(of: part)
            return conditions.allSatisfy { $0.matches(name) }
        }
    }

    /// The parts that have this name in OpenTelemetry's spelling.
    func parts(rawNamed wanted: [UInt8]) -> [SeriesPart] {
        namedParts.filter { $0.name(of: rawName) == wanted }
    }

    /// The parts that have this name by any strategy.
    func parts(namedByAnyStrategy wanted: [UInt8]) -> [SeriesPart] {
        let names = NamingStrategy.allCases.map { $0.metricName(nameParts) }
        return namedParts.filter { part in names.contains { part.name(of: $0) == wanted } }
    }
}
