import DossierPromQLSyntax

extension StepEvaluator {
    func warn(_ message: String, at range: SourceRange) {
        annotations.add(.warning, message, at: range)
    }

    func inform(_ message: String, at range: SourceRange) {
        annotations.add(.info, message, at: range)
    }

    /// A message with the name of the metric, if it has one.
    func named(_ message: String, _ labels: Labels) -> String {
        guard let name = labels[LabelName.metricName] else { return message }
        return "\(message) for metric name \(ByteString(name).quoted)"
    }

    func warnOfMix(_ labels: Labels, at range: SourceRange) {
        warn(named("encountered a mix of histograms and floats", labels), at: range)
    }

    func warnOfSchemas(_ labels: Labels, at range: SourceRange) {
        let message =
            "vector contains a mix of histograms with exponential and custom buckets schemas"
        warn(named(message, labels), at: range)
    }
}
