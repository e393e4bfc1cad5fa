package import DossierLogQLSyntax
import DossierPromQL
import DossierPromQLSyntax

/// Runs the stages of a range over one entry after another, and keeps the samples that they make.
package struct SampleCollector {
    private enum Value {
        case one
        case byteCount
        case label(Int, LogUnwrap.Conversion?)
    }

    /// The stages, with the entry that runs through them.
    package var pipeline: EntryPipeline
    private let aggregation: RangeAggregation
    private let value: Value
    private let filters: [LabelTest]
    /// The names of the labels of a grouping; nil if there may be others.
    private let groupNames: [Int]?

    /// The samples so far, of each series of a grouping.
    private var groups: [(labels: Labels, samples: SampledEntries.Series)] = []
    /// The samples so far without a grouping.
    private var ungrouped = SampledEntries()
    /// The numbers of groups by the values of the labels of the grouping.
    private var numbers: [[UInt8]: Int] = [:]
    private var key: [UInt8] = []

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
        groupNames = aggregation.grouping.flatMap { grouping in
            grouping.isWithout ? nil : grouping.labels.map { pipeline.number(of: $0) }
        }
        self.pipeline = pipeline
    }

    /// Runs the stages over the entry that was begun, and keeps its sample if it has one.
    ///
    /// - Throws: A ``LogEvaluationError`` if the entry has an error, unless it asks to be kept.
    package mutating func take() throws {
        guard let value = try sample() else { return }
        let time = pipeline.entry.nanoseconds
        guard let groupNames else { return ungrouped.add(value, at: time, to: labels) }
        key.removeAll(keepingCapacity: true)
        for name in groupNames { pipeline.appendKey(of: name, to: &key) }
        let number = numbers[key] ?? groups.count
        if number == groups.count {
            numbers[key] = number
            groups.append((labels, SampledEntries.Series()))
        }
        groups[number].samples.times.append(time)
        groups[number].samples.values.append(value)
    }

    /// The samples that were kept; those of a series in the order in which they came.
    package var samples: SampledEntries {
        var all = ungrouped
        for (labels, samples) in groups { all.add(samples, to: labels) }
        return all
    }

    /// The value of the entry that was begun; nil if it is dropped, or has none.
    private mutating func sample() throws -> Double? {
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
        if let error = pipeline.entry.labels.error,
            !pipeline.hasLabel(EntryError.preserveLabel, "true")
        {
            throw LogEvaluationError(
                "pipeline error: '\(error.rawValue)' for a line: "
                    + "\(pipeline.entry.labels.errorDetails); drop such "
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
    private var labels: Labels {
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
