package import DossierPromQL

/// A line of the test language: the labels of a series and its values, `up{job="a"} 0+1x10 _`.
package struct SeriesDescription: Sendable {
    package var labels: Labels
    package var values: [SequenceValue]

    /// Why a text is no such line.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package var message: String
        package var description: String { message }
    }

    package init(parsing text: [UInt8]) throws(Failure) {
        var scanner = SeriesScanner(text)
        labels = try scanner.parseLabels()
        values = try scanner.parseValues()
    }

    package init(labels: Labels, values: [SequenceValue]) {
        self.labels = labels
        self.values = values
    }
}

extension Labels {
    /// Reads `name{label="value"}`, as tests of rules write the labels of samples.
    package init(parsingMetric text: [UInt8]) throws(SeriesDescription.Failure) {
        var scanner = SeriesScanner(text)
        self = try scanner.parseLabels()
        guard scanner.isAtEnd else {
            throw SeriesDescription.Failure(message: "unexpected text behind the labels")
        }
    }
}
