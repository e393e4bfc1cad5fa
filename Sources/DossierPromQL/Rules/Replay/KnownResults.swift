/// What an expression comes to at the steps of a range query, given out step by step.
struct KnownResults {
    private let series: [TestedResult.Series]
    private var places: [(float: Int, histogram: Int)]

    init(_ series: [TestedResult.Series]) {
        self.series = series
        places = series.map { _ in (0, 0) }
    }

    /// The vector at a step; steps are asked for in the order of time.
    mutating func vector(at milliseconds: Int64) -> [TestedResult.Sample] {
        var samples: [TestedResult.Sample] = []
        for index in series.indices {
            let one = series[index]
            while places[index].float < one.floats.count,
                one.floats[places[index].float].milliseconds < milliseconds
            { places[index].float += 1 }
            while places[index].histogram < one.histograms.count,
                one.histograms[places[index].histogram].milliseconds < milliseconds
            { places[index].histogram += 1 }
            let place = places[index]
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
