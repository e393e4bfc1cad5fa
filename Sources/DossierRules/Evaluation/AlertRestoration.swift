import DossierPromQL

/// Gives alerts back what a restart made them forget: since when their condition has held.
///
/// It is told from `ALERTS_FOR_STATE`, as it was last written.
struct AlertRestoration {
    /// Alerts with a shorter `for` are not restored; and none fires before so long.
    static let graceMilliseconds: Int64 = 10 * 60 * 1000
    /// What was written longer ago says nothing.
    static let outageMilliseconds: Int64 = 60 * 60 * 1000

    let milliseconds: Int64
    let source: any SampleSource

    func restore(_ state: inout RuleState) throws {
        defer { state.isRestored = true }
        let hold = state.rule.holdMilliseconds
        guard state.rule.kind == .alerting, hold >= Self.graceMilliseconds else { return }
        let selection = SampleSelection(
            matchers: [
                SeriesMatcher(name: LabelName.metricName, .equal(RuleOutput.alertStates)),
                SeriesMatcher(
                    name: RuleOutput.alertName,
                    .equal(Array(state.rule.name.utf8))
                ),
            ],
            startMilliseconds: milliseconds - Self.outageMilliseconds,
            endMilliseconds: milliseconds
        )
        let written = Dictionary(
            try source.select(selection).map { one in
                (one.labels.dropping([LabelName.metricName]), one.cut(range))
            }
        ) { first, _ in first }
        for (labels, alert) in state.alerts {
            guard let floats = written[labels]?.floats, let lastAt = floats.timestamps.last,
                let since = floats.values.last,
                let activeAt = activeAt(since: since, lastAt: lastAt, hold: hold)
            else { continue }
            var alert = alert
            alert.activeAt = activeAt
            state.alerts[labels] = alert
        }
    }

    private var range: ClosedRange<Int64> {
        (milliseconds - Self.outageMilliseconds)...milliseconds
    }

    /// When the condition counts as having begun; nil if that is not known.
    private func activeAt(since seconds: Double, lastAt: Int64, hold: Int64) -> Int64? {
        guard !seconds.isStaleMarker,
            let activeAt = Int64(exactly: (seconds * 1000).rounded(.down))
        else { return nil }
        let remaining = hold - (lastAt - activeAt)
        if remaining <= 0 { return activeAt }
        if remaining < Self.graceMilliseconds {
            return milliseconds + Self.graceMilliseconds - hold
        }
        // The time without an evaluation does not count.
        return activeAt + (milliseconds - lastAt)
    }
}
