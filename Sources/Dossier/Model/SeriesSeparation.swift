internal import DossierMetricView

/// How series of a metric that would have the same labels are kept apart.
///
/// Series of OpenTelemetry differ in their resource and scope, of which labels show little. Those
/// that could not be told apart by their labels get more of these.
public struct SeriesSeparation: Hashable, Sendable {
    /// The metric's name in queries.
    public let metric: String
    /// How many series got labels.
    public let seriesCount: Int
    /// The keys of the resource attributes that became labels.
    ///
    /// With ``QueryOptions/promotedResourceAttributes`` all series have these labels.
    public let resourceAttributes: [String]
    /// Whether the labels of the scope were added.
    ///
    /// With ``QueryOptions/scopeLabels`` all series have these labels.
    public let scopeLabels: Bool
    /// The names of the labels that were added, in the order of their bytes.
    public let labels: [String]
    /// What there is to say about it, for a person.
    public let description: String

    init(_ separation: DossierMetricView.SeriesSeparation) {
        metric = String(decoding: separation.name, as: UTF8.self)
        seriesCount = separation.seriesCount
        resourceAttributes = separation.attributes.map { String(decoding: $0, as: UTF8.self) }
        scopeLabels = separation.hasScopeLabels
        labels = separation.labels.map { String(decoding: $0, as: UTF8.self) }
        description = separation.description
    }
}
