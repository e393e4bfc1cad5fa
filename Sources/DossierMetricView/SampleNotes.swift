import DossierPromQL

/// What there is to say about the samples that a query read.
package struct SampleNotes: Sendable {
    /// The names of metrics whose points hold differences.
    package internal(set) var deltaMetrics: Set<[UInt8]> = []
    /// How series that would have the same labels are kept apart.
    package internal(set) var separations: Set<SeriesSeparation> = []
    /// How many points of a metric have a later-exported one for the same time, by its name.
    package private(set) var repeatedCounts: [[UInt8]: Int] = [:]

    /// Metrics in the store that would otherwise be computed.
    var storedComputedMetrics: Set<ComputedMetric> = []
    /// What computed metrics leave out.
    var uncounted: Set<String> = []

    /// An expression may read the same points several times.
    mutating func add(repeated count: Int, of name: [UInt8]) {
        repeatedCounts[name] = max(repeatedCounts[name] ?? 0, count)
    }

    /// Takes those of another store.
    mutating func formUnion(_ other: SampleNotes) {
        deltaMetrics.formUnion(other.deltaMetrics)
        separations.formUnion(other.separations)
        repeatedCounts.merge(other.repeatedCounts, uniquingKeysWith: +)
        storedComputedMetrics.formUnion(other.storedComputedMetrics)
        uncounted.formUnion(other.uncounted)
    }

    /// As information that comes with a result.
    var annotations: [PromQLResult.Annotation] {
        let deltas = Array(deltaMetrics).sortedByBytes().map { name in
            "metric \"\(text(name))\" is a delta stream;"
                + " it was accumulated into a cumulative counter"
        }
        let separated = separations.sorted { $0.name.precedes($1.name) }.map(\.description)
        let repeated = repeatedCounts.sorted { $0.key.precedes($1.key) }.map { name, count in
            "\(count) \(count == 1 ? "point" : "points") of metric \"\(text(name))\""
                + " \(count == 1 ? "has" : "have") a later-exported one for the same time,"
                + " which counts instead"
        }
        let stored = storedComputedMetrics.sorted { $0.name.precedes($1.name) }.map { metric in
            "metric \"\(text(metric.name))\" is in the store, so it is not computed from"
                + " \(metric.origin)"
        }
        return (deltas + separated + repeated + stored + uncounted.sorted()).map {
            PromQLResult.Annotation(isWarning: false, text: $0)
        }
    }

    private func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
