import DossierLogQLSyntax
import DossierPromQL
import DossierPromQLSyntax

/// The samples that a range makes of entries, by series.
struct SampledEntries {
    /// Samples of one series in the order of their times.
    struct Series {
        var times: [Int64] = []
        var values: [Double] = []
    }

    private(set) var series: [Labels: Series] = [:]

    /// Makes a sample of each entry that the stages keep.
    ///
    /// - Throws: If an entry has an error, unless it asks to be kept.
    init(_ aggregation: RangeAggregation, _ entries: [StoredEntry]) throws {
        let range = aggregation.range
        var pipeline = try SamplePipeline(aggregation)
        for entry in entries {
            guard let value = try pipeline.sample(of: entry) else { continue }
            let labels = pipeline.labels(by: aggregation.grouping, without: range.unwrap?.label)
            series[labels, default: Series()].times.append(entry.nanoseconds)
            series[labels, default: Series()].values.append(value)
        }
    }
}

/// Runs the stages of a range over entries, and reads the value that each stands for.
private struct SamplePipeline {
    private enum Value {
        case one
        case byteCount
        case label(Int, LogUnwrap.Conversion?)
    }

    private static let preserveLabel = Array("__preserve_error__".utf8)

    private var pipeline: EntryPipeline
    private let value: Value
    private let filters: [LabelTest]

    init(_ aggregation: RangeAggregation) throws {
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

    /// The value of an entry; nil if it is dropped, or has none.
    mutating func sample(of stored: StoredEntry) throws -> Double? {
        pipeline.begin(stored)
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
    func labels(by grouping: LogGrouping?, without unwrapped: ByteString?) -> Labels {
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
