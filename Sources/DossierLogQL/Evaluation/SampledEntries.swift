package import DossierLogQLSyntax
package import DossierPromQL
import DossierPromQLSyntax

/// Where the entries are that metric queries are evaluated over.
package protocol LogSampleSource {
    /// The samples that a range makes of the entries of selected streams with `start` ≤ time < `end`.
    ///
    /// - Throws: If an entry has an error, unless it asks to be kept.
    func samples(
        of aggregation: RangeAggregation,
        from start: Int64,
        to end: Int64
    ) throws -> SampledEntries
}

/// The samples that a range makes of entries, by series.
package struct SampledEntries: Sendable {
    /// Samples of one series.
    package struct Series: Sendable {
        package var times: [Int64] = []
        package var values: [Double] = []

        package init() {}
    }

    package private(set) var series: [Labels: Series] = [:]

    package init() {}

    /// Adds a sample; those of a series come in the order of their times, or are sorted at the end.
    package mutating func add(_ value: Double, at time: Int64, to labels: Labels) {
        series[labels, default: Series()].times.append(time)
        series[labels, default: Series()].values.append(value)
    }

    /// Adds a sample of 1 at each of some times.
    package mutating func add(ones times: [Int64], to labels: Labels) {
        series[labels, default: Series()].times += times
        series[labels, default: Series()].values += [Double](repeating: 1, count: times.count)
    }

    /// Adds all samples of others behind those of the same series.
    package mutating func add(_ others: SampledEntries) {
        series.merge(others.series) { own, other in
            var own = own
            own.times += other.times
            own.values += other.values
            return own
        }
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

/// Runs the stages of a range over entries, and reads the value that each stands for.
package struct SamplePipeline {
    private enum Value {
        case one
        case byteCount
        case label(Int, LogUnwrap.Conversion?)
    }

    private static let preserveLabel = Array("__preserve_error__".utf8)

    /// The stages, with the entry that runs through them.
    package var pipeline: EntryPipeline
    private let aggregation: RangeAggregation
    private let value: Value
    private let filters: [LabelTest]

    /// - Throws: If a stage has a regular expression, a pattern or a template that is none; the
    ///   stages of a query that was read have not.
    package init(_ aggregation: RangeAggregation) throws {
        self.aggregation = aggregation
        var pipeline = try EntryPipeline(aggregation.range.pipeline.stages)
        if let unwrap = aggregation.range.unwrap {
            value = .label(pipeline.number(of: unwrap.label), unwrap.conversion)
            filters = try pipeline.tests(unwrap.filters)
        } else {
            filters = []
            switch aggregation.function {
            case .bytesRate, .bytesOverTime: value = .byteCount
            default: value = .one
            }
        }
        self.pipeline = pipeline
    }

    /// The value of the entry that was begun; nil if it is dropped, or has none.
    ///
    /// - Throws: A ``LogEvaluationError`` if the entry has an error, unless it asks to be kept.
    package mutating func sample() throws -> Double? {
        guard pipeline.run() else { return nil }
        let number: Double
        switch value {
        case .one: number = 1
        case .byteCount: number = Double(pipeline.entry.line.count)
        case .label(let label, let conversion):
            guard let text = pipeline.entry.labels.value(of: label), !text.isEmpty else {
                return nil
            }
            if let value = Self.number(Array(text), conversion) {
                number = value
            } else {
                pipeline.fail(.sampleExtraction)
                number = 0
            }
            for filter in filters where !pipeline.keeps(filter) { return nil }
        }
        let labels = pipeline.entry.labels
        if let error = labels.error, !pipeline.hasLabel(Self.preserveLabel, "true") {
            throw LogEvaluationError(
                "pipeline error: '\(error.rawValue)' for a line: \(labels.errorDetails); drop such "
                    + "lines by | __error__=\"\""
            )
        }
        return number
    }

    private static func number(_ text: [UInt8], _ conversion: LogUnwrap.Conversion?) -> Double? {
        switch conversion {
        case nil: try? NumberText.parseFloat(text)
        case .bytes: ByteCountText.parse(text).map { Double($0) }
        case .duration, .durationSeconds:
            DurationLabel.nanoseconds(text[...]).map { Double($0) / 1e9 }
        }
    }

    /// The labels of the series that the entry belongs to.
    package var labels: Labels {
        let (grouping, unwrapped) = (aggregation.grouping, aggregation.range.unwrap?.label)
        var labels: [Label] = []
        for label in pipeline.entry.labels.all {
            let name = ByteString(Array(label.name))
            if name == unwrapped, grouping?.isWithout ?? true { continue }
            if let grouping, grouping.labels.contains(name) == grouping.isWithout { continue }
            // Only what a stage set is a label of the series even if it is empty.
            guard label.category == .parsed || !label.value.isEmpty else { continue }
            labels.append(Label(name: name.bytes, value: Array(label.value)))
        }
        if let error = pipeline.entry.labels.error, grouping == nil {
            labels.append(Label(name: EntryError.label, value: Array(error.rawValue.utf8)))
            let details = Array(pipeline.entry.labels.errorDetails.utf8)
            labels.append(Label(name: EntryError.detailsLabel, value: details))
        }
        return Labels(labels, keepsEmpty: true)
    }
}
