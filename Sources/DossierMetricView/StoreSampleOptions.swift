/// How a store is seen by queries; the defaults are those of Prometheus.
package struct StoreSampleOptions: Sendable {
    /// What becomes of histograms with explicit bounds.
    package enum ExplicitHistograms: Sendable {
        /// Series `_bucket`, `_sum` and `_count`.
        case classic
        /// Native histograms with custom bounds.
        case native
    }

    /// Which attributes of resources all series have as labels.
    package enum PromotedAttributes: Sendable {
        case none
        case all
        /// Keys as OpenTelemetry has them.
        case some(Set<[UInt8]>)
    }

    package var naming = NamingStrategy.underscoreEscapingWithSuffixes
    package var explicitHistograms = ExplicitHistograms.classic
    package var promotedAttributes = PromotedAttributes.none
    /// Whether series say which scope they are of.
    package var hasScopeLabels = false
    /// Whether `target_info` has the attributes that become `job` and `instance`, too.
    package var keepsIdentifyingAttributes = false

    package init() {}
}
