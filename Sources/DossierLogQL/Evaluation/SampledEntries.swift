package import DossierLogQLSyntax
package import DossierPromQL

/// Where the entries are that queries are evaluated over.
package protocol LogEntrySource {
    /// The entries that a query finds, in the order that is asked for.
    ///
    /// - Throws: A ``LogEvaluationError`` if the end of the window is before its start.
    func entries(of pipeline: LogPipeline, _ window: LogQueryWindow) throws -> [FoundEntry]

    /// The samples that a range makes of the entries of selected streams at times that its windows
    /// cover.
    ///
    /// - Throws: If an entry has an error, unless it asks to be kept.
    func samples(
        of aggregation: RangeAggregation,
        at times: RangeTimes
    ) throws -> SampledEntries
}

/// The samples that a range makes of entries, by series.
package struct SampledEntries: Sendable {
    /// Samples of one series.
    package struct Series: Sendable {
        package var times: [Int64] = []
        package var values: [Double] = []

        package init() {}

        mutating func append(_ value: Double, at time: Int64) {
            times.append(time)
            values.append(value)
        }

        mutating func append(_ other: Series) {
            times += other.times
            values += other.values
        }
    }

    package private(set) var series: [Labels: Series] = [:]

    package init() {}

    /// Adds a sample of 1 at each of some times.
    package mutating func add(ones times: [Int64], to labels: Labels) {
        var added = Series()
        added.times = times
        added.values = [Double](repeating: 1, count: times.count)
        add(added, to: labels)
    }

    /// Adds a sample.
    mutating func add(_ value: Double, at time: Int64, to labels: Labels) {
        series[labels, default: Series()].append(value, at: time)
    }

    /// Adds samples behind those of the same series.
    package mutating func add(_ samples: Series, to labels: Labels) {
        series[labels, default: Series()].append(samples)
    }

    /// Adds all samples of others behind those of the same series.
    package mutating func add(_ others: SampledEntries) {
        for (labels, samples) in others.series { add(samples, to: labels) }
    }

    /// Puts the samples of each series in the order of their times; equal ones stay in order.
    package mutating func sort() {
        series = series.mapValues { series in
            guard zip(series.times, series.times.dropFirst()).contains(where: { $0 > $1 }) else {
                return series
            }
            let order = series.times.indices.sorted { left, right in
                (series.times[left], left) < (series.times[right], right)
            }
            var sorted = Series()
            sorted.times = order.map { series.times[$0] }
            sorted.values = order.map { series.values[$0] }
            return sorted
        }
    }
}
