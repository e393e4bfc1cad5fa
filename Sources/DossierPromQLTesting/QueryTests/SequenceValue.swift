package import DossierPromQL

/// One position of a series as the test language writes it.
package enum SequenceValue: Sendable {
    case omitted
    case float(Double)
    /// Whether the literal gave a counter-reset hint decides whether hints are compared.
    case histogram(FloatHistogram, hasHint: Bool)
}
