import DossierPromQL

/// The results of a range query, handed out step by step.
struct KnownResults {
    private let series: [PromQLResult.Series]
    private var indices: [(float: Int, histogram: Int)]

    init(_ series: [PromQLResult.Series]) {
        self.series = series
        indices = series.map { _ in (0, 0) }
    }

    /// The vector at a step; steps are requested in the order of time.
    mutating func vector(at milliseconds: Int64) -> [PromQLResult.Sample] {
        var samples: [PromQLResult.Sample] = []
        for index in series.indices {
            let one = series[index]
            while indices[index].float < one.floats.count,
                one.floats[indices[index].float].milliseconds < milliseconds
            { indices[index].float += 1 }
            while indices[index].histogram < one.histograms.count,
                one.histograms[indices[index].histogram].milliseconds < milliseconds
            { indices[index].histogram += 1 }
            let place = indices[index]
            if place.float < one.floats.count,
                one.floats[place.float].milliseconds == milliseconds
            {
                samples.append(
                    .init(labels: one.labels, point: .float(one.floats[place.float].value))
                )
            } else if place.histogram < one.histograms.count,
                one.histograms[place.histogram].milliseconds == milliseconds
            {
                let histogram = one.histograms[place.histogram].value
                samples.append(.init(labels: one.labels, point: .histogram(histogram)))
            }
        }
        return samples
    }
}
