import DossierPromQLSyntax

enum StepValue {
    case scalar(Double)
    case string([UInt8])
    case vector([StepSample])
    case matrix([RangeSamples])
}

struct StepSample {
    var labels: Labels
    /// Whether the name goes at the end of the query.
    var isNameDropped = false
    var point: PromQLResult.Point
    /// When the sample was taken.
    var time: Int64
    /// Since when it counts; 0 if that is unknown.
    var start: Int64 = 0

    var float: Double? {
        if case .float(let value) = point { value } else { nil }
    }
}

struct RangeSamples {
    struct Point<Value> {
        var time: Int64
        var value: Value
        var start: Int64 = 0
    }

    var labels: Labels
    var isNameDropped = false
    var floats: [Point<Double>] = []
    var histograms: [Point<FloatHistogram>] = []
    /// The window, open at its start.
    var windowStart: Int64 = 0
    var windowEnd: Int64 = 0
    var windowExtension: WindowExtension?
}

extension PromQLResult.Series {
    /// The samples of a window, as the value of an instant query.
    init(_ window: RangeSamples) {
        self.init(
            labels: window.isNameDropped ? window.labels.droppingMetadata() : window.labels,
            floats: FloatPoints(window.floats.map { ($0.time, $0.value) }),
            histograms: window.histograms.map { ($0.time, $0.value) }
        )
    }
}
