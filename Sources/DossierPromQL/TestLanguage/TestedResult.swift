/// What an engine under test made of an expression.
package struct TestedResult: Sendable {
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
}

/// An engine as the test language asks it.
package protocol PromQLTestEngine {
    /// Evaluates at one time; the text is what the expression was read from.
    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> TestedResult

    /// Evaluates at each step from the start to the end, both included.
    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> TestedResult
}
