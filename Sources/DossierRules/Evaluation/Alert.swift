package import DossierPromQL

/// One alert of an alerting rule: its condition holds, or held lately, for one set of labels.
package struct Alert: Sendable {
    package enum State: String, Sendable {
        case inactive
        case pending
        case firing
    }

    package var state: State
    /// Without the name of the metric, with the labels of the rule and its name.
    package var labels: Labels
    package var annotations: [(name: String, value: String)]
    package var point: PromQLResult.Point
    /// Milliseconds since the Unix epoch, as all times here.
    package var activeAt: Int64
    package var firedAt: Int64?
    package var resolvedAt: Int64?
    package var keepFiringSince: Int64?
}
