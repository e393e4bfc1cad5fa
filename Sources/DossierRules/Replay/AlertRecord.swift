package import DossierPromQL

/// An alert from when its condition began to hold to when it was over.
package struct AlertRecord: Sendable {
    /// Into the rules of the replay.
    package let rule: Int
    package let labels: Labels
    package internal(set) var annotations: [(name: String, value: String)]
    /// What the expression came to when it last held.
    package internal(set) var point: PromQLResult.Point
    /// Milliseconds since the Unix epoch.
    package let pendingAt: Int64
    /// Nil if it did not hold for long enough.
    package internal(set) var firingAt: Int64?
    /// When it was neither pending nor firing any more; nil if it still is at the end.
    package internal(set) var resolvedAt: Int64?
}
