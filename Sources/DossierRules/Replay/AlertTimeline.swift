import DossierPromQL

/// Follows the alerts of rules from one evaluation to the next.
struct AlertTimeline {
    private(set) var records: [AlertRecord] = []
    /// The records of alerts that are pending or firing.
    private var open: [Int: [Labels: Int]] = [:]

    /// Takes the alerts of a rule as they are after an evaluation.
    mutating func observe(_ alerts: [Labels: Alert], of rule: Int, at milliseconds: Int64) {
        var current: [Labels: Int] = [:]
        let known = open[rule] ?? [:]
        let active = alerts.filter { $0.value.state != .inactive }
        for (labels, alert) in active.sorted(by: { $0.key < $1.key }) {
            let index: Int
            if let place = known[labels], records[place].pendingAt == alert.activeAt {
                index = place
            } else {
                index = records.count
                records.append(
                    AlertRecord(
                        rule: rule,
                        labels: labels,
                        annotations: alert.annotations,
                        point: alert.point,
                        pendingAt: alert.activeAt
                    )
                )
            }
            current[labels] = index
            records[index].annotations = alert.annotations
            records[index].point = alert.point
            if alert.state == .firing, records[index].firingAt == nil {
                records[index].firingAt = milliseconds
            }
        }
        for (labels, index) in known where current[labels] != index {
            records[index].resolvedAt = milliseconds
        }
        open[rule] = current
    }
}
