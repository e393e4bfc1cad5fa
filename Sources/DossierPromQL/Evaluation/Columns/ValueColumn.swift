/// The values of one series at all steps of a query; a stale marker where it has none.
struct ValueColumn {
    var labels: Labels
    /// Whether the name goes at the end of the query.
    var isNameDropped = false
    var values: [Double]

    init(labels: Labels, isNameDropped: Bool = false, stepCount: Int) {
        self.labels = labels
        self.isNameDropped = isNameDropped
        values = Array(repeating: .staleMarker, count: stepCount)
    }
}

/// Says that an expression meets native histograms or start timestamps, which columns do not hold.
struct NeedsPlainEvaluation: Error {}
