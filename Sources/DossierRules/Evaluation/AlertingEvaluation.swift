import DossierPromQL
import DossierPromQLSyntax

/// One evaluation of an alerting rule: moves its alerts on by what its expression yields.
struct AlertingEvaluation {
    /// How long a resolved alert is remembered.
    static let resolvedRetentionMilliseconds: Int64 = 15 * 60 * 1000

    var state: RuleState
    let milliseconds: Int64
    let limit: Int
    let surroundings: RuleGroupEvaluator.Surroundings

    private var rule: Rule { state.rule }

    init(
        state: RuleState,
        milliseconds: Int64,
        limit: Int,
        surroundings: RuleGroupEvaluator.Surroundings
    ) {
        self.state = state
        self.milliseconds = milliseconds
        self.limit = limit
        self.surroundings = surroundings
    }

    /// The series that show the alerts.
    mutating func run(
        _ samples: [PromQLResult.Sample],
        query: @escaping RuleTemplate.Query
    ) throws -> [PromQLResult.Sample] {
        var current: [Labels: Alert] = [:]
        for sample in samples {
            let alert = alert(for: sample, query)
            guard current.updateValue(alert, forKey: alert.labels) == nil else {
                throw RuleError.sameLabels(afterApplying: "alert")
            }
        }
        refresh(current)
        advance(current)
        let active = state.alerts.values.filter { $0.state != .inactive }
        guard limit == 0 || active.count <= limit else {
            state.alerts = [:]
            throw RuleError.limitExceeded(limit: limit, count: active.count, what: "alerts")
        }
        return active.sorted { $0.labels < $1.labels }.flatMap(series)
    }

    private func alert(for sample: PromQLResult.Sample, _ query: @escaping RuleTemplate.Query)
        -> Alert
    {
        let data = RuleTemplate.Data(
            labels: sample.labels.pairs.map {
                (
                    String(decoding: $0.name, as: UTF8.self),
                    String(decoding: $0.value, as: UTF8.self)
                )
            },
            externalLabels: surroundings.externalLabels,
            externalURL: surroundings.externalURL,
            value: sample.point
        )
        var labels = sample.labels.dropping([LabelSyntax.metric.bytes])
        for (label, text) in zip(rule.labels, state.labelTexts) {
            let value = text.expand(data, at: milliseconds, query: query)
            labels = labels.setting(Array(label.name.utf8), Array(value.utf8))
        }
        labels = labels.setting(Array("alertname".utf8), Array(rule.name.utf8))
        return Alert(
            state: .pending,
            labels: labels,
            annotations: zip(rule.annotations, state.annotationTexts).map { annotation, text in
                (annotation.name, text.expand(data, at: milliseconds, query: query))
            },
            point: sample.point,
            activeAt: milliseconds
        )
    }

    private mutating func refresh(_ current: [Labels: Alert]) {
        for (labels, alert) in current {
            if var known = state.alerts[labels], known.state != .inactive {
                known.point = alert.point
                known.annotations = alert.annotations
                state.alerts[labels] = known
            } else {
                state.alerts[labels] = alert
            }
        }
    }

    private mutating func advance(_ current: [Labels: Alert]) {
        for (labels, alert) in state.alerts {
            state.alerts[labels] =
                current[labels] == nil ? withoutCondition(alert) : withCondition(alert)
        }
    }

    private func withCondition(_ alert: Alert) -> Alert {
        var alert = alert
        alert.keepFiringSince = nil
        if alert.state == .pending, milliseconds - alert.activeAt >= rule.holdMilliseconds {
            alert.state = .firing
            alert.firedAt = milliseconds
        } else if alert.state == .firing, milliseconds - alert.activeAt < rule.holdMilliseconds {
            // After a reload the condition must hold longer than it did.
            alert.state = .pending
            alert.firedAt = nil
        }
        return alert
    }

    /// What becomes of an alert whose condition holds no more; nil if it is forgotten.
    private func withoutCondition(_ alert: Alert) -> Alert? {
        var alert = alert
        switch alert.state {
        case .pending: return nil
        case .inactive:
            let since = milliseconds - (alert.resolvedAt ?? milliseconds)
            return since > Self.resolvedRetentionMilliseconds ? nil : alert
        case .firing:
            let since = alert.keepFiringSince ?? milliseconds
            if milliseconds - since < rule.keepFiringMilliseconds {
                alert.keepFiringSince = since
                return alert
            }
            alert.keepFiringSince = nil
            alert.state = .inactive
            alert.resolvedAt = milliseconds
            return alert
        }
    }

    private func series(of alert: Alert) -> [PromQLResult.Sample] {
        var labels = Labels(
            rule.labels.map { Label(name: Array($0.name.utf8), value: Array($0.text.utf8)) }
        )
        for label in alert.labels.pairs {
            labels = labels.setting(label.name, label.value)
        }
        let name = LabelSyntax.metric.bytes
        return [
            .init(
                labels: labels.setting(name, Array("ALERTS".utf8))
                    .setting(Array("alertstate".utf8), Array(alert.state.rawValue.utf8)),
                point: .float(1)
            ),
            .init(
                labels: labels.setting(name, Array("ALERTS_FOR_STATE".utf8)),
                point: .float((Double(alert.activeAt) / 1000).rounded(.down))
            ),
        ]
    }
}
