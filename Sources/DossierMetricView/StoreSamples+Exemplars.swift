import DossierColumns
package import DossierPromQL
import DossierQuery

/// A measurement behind a sample.
package struct SampleExemplar: Sendable {
    /// The ids of trace and span as Prometheus names them, then the attributes in their order.
    package let labels: [Label]
    package let value: Double
    /// Since the Unix epoch.
    package let milliseconds: Int64
}

/// The exemplars of one series.
package struct SeriesExemplars: Sendable {
    package let labels: Labels
    /// In the order of time.
    package var exemplars: [SampleExemplar]
}

extension StoreSamples {
    /// The exemplars of the series that satisfy matchers, within a range of times in milliseconds.
    ///
    /// As in Prometheus, those of a classic histogram belong to the bucket of their value. Those of
    /// metrics that are computed from spans are spans: of each series and bucket the longest in each
    /// of 40 parts of the range. Other computed metrics have none.
    package func exemplars(
        matching matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>
    ) throws -> [SeriesExemplars] {
        var found: [Labels: SeriesExemplars] = [:]
        for (family, parts) in index.wanted(matchers) where family.run == nil {
            for part in parts where part.hasExemplars {
                for (labels, exemplar) in try exemplars(of: family, part, matchers, in: range) {
                    found[labels, default: SeriesExemplars(labels: labels, exemplars: [])]
                        .exemplars.append(exemplar)
                }
            }
        }
        for (labels, exemplar) in try ComputedSeries(index).exemplars(matching: matchers, in: range)
        {
            found[labels, default: SeriesExemplars(labels: labels, exemplars: [])]
                .exemplars.append(exemplar)
        }
        return found.values.sorted { $0.labels < $1.labels }
    }

    private func exemplars(
        of family: MetricFamily,
        _ part: SeriesPart,
        _ matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>
    ) throws -> [(Labels, SampleExemplar)] {
        let own = matchers.filter { $0.name != LabelName.metricName }
        let labelled = index.labelled(family)
        let indices = labelled.indices(matching: own.filter { $0.name != part.addedLabel })
        let named = labelled.labels(indices, part: part, name: family.name(of: part))
        var places: [UInt32: Int] = [:]
        for (place, index) in indices.enumerated() { places[labelled.ids[index]] = place }
        return try index.view.exemplars(of: Set(places.keys), in: range.nanoseconds)
            .compactMap { exemplar in
                guard let place = places[exemplar.series] else { return nil }
                var labels = named[place]
                if part == .bucket {
                    let bounds = littleEndianWords(exemplar.bounds[...])
                    let bucket =
                        bounds.firstIndex { exemplar.value <= Double(bitPattern: $0) }
                        ?? bounds.count
                    labels =
                        labelled.bucketLabels(
                            indices[place],
                            labels,
                            bounds: exemplar.bounds[...]
                        )[bucket]
                    guard own.allSatisfy({ $0.matches(labels) }) else { return nil }
                }
                return (labels, SampleExemplar(exemplar))
            }
    }
}

extension SeriesPart {
    fileprivate var hasExemplars: Bool {
        switch self {
        case .value, .bucket, .histogram: true
        case .sum, .count, .quantile: false
        }
    }
}

extension SampleExemplar {
    private static let traceID = Array("trace_id".utf8)
    private static let spanID = Array("span_id".utf8)

    fileprivate init(_ exemplar: PointExemplar) {
        labels =
            Self.ids(exemplar.trace, exemplar.span)
            + exemplar.attributes.map { key, type, word in
                Label(name: key, value: AttributeLabelText.text(type, word, exemplar.strings))
            }
        value = exemplar.value
        milliseconds = Int64(exemplar.time / 1_000_000)
    }

    /// A span that a computed metric counts.
    init(_ trace: TraceID, _ span: UInt64, value: Double, time: UInt64) {
        labels = Self.ids(trace, span)
        self.value = value
        milliseconds = Int64(time / 1_000_000)
    }

    private static func ids(_ trace: TraceID?, _ span: UInt64) -> [Label] {
        var labels: [Label] = []
        if let trace, trace != .none {
            labels.append(Label(name: traceID, value: Array(trace.hex.utf8)))
        }
        if span != 0 {
            labels.append(Label(name: spanID, value: Array(SpanID(bits: span).hex.utf8)))
        }
        return labels
    }
}
