/// The value of an expression, with its annotations.
package struct PromQLResult: Sendable {
    package enum Value: Sendable {
        case scalar(Double)
        case string([UInt8])
        case vector([Sample])
        case matrix([Series])
    }

    package enum Point: Sendable {
        case float(Double)
        case histogram(FloatHistogram)
    }

    package struct Sample: Sendable {
        package var labels: Labels
        package var point: Point

        package init(labels: Labels, point: Point) {
            self.labels = labels
            self.point = point
        }
    }

    /// One series; the points of each kind in the order of time.
    package struct Series: Sendable {
        package var labels: Labels
        package var floats: FloatPoints
        package var histograms: [(milliseconds: Int64, value: FloatHistogram)]

        package init(
            labels: Labels,
            floats: FloatPoints,
            histograms: [(milliseconds: Int64, value: FloatHistogram)]
        ) {
            self.labels = labels
            self.floats = floats
            self.histograms = histograms
        }
    }

    package struct Annotation: Sendable {
        package var isWarning: Bool
        /// `PromQL warning: … (1:5)`.
        package var text: String

        package init(isWarning: Bool, text: String) {
            self.isWarning = isWarning
            self.text = text
        }
    }

    package var value: Value
    package var annotations: [Annotation]

    package init(value: Value, annotations: [Annotation]) {
        self.value = value
        self.annotations = annotations
    }

    package var warnings: [String] { annotations.filter(\.isWarning).map(\.text) }

    package var infos: [String] { annotations.filter { !$0.isWarning }.map(\.text) }
}
