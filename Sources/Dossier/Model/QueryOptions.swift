internal import DossierMetricView
internal import DossierPromQLSyntax

/// How a query sees the metrics of a store; what is not set is as in Prometheus.
public struct QueryOptions: Hashable, Sendable {
    /// How names of OpenTelemetry become names of Prometheus.
    public enum Naming: String, CaseIterable, Sendable {
        /// `http.server.duration` in seconds is `http_server_duration_seconds`.
        case underscoreEscapingWithSuffixes = "UnderscoreEscapingWithSuffixes"
        /// It is `http_server_duration`.
        case underscoreEscapingWithoutSuffixes = "UnderscoreEscapingWithoutSuffixes"
        /// It is `http.server.duration_seconds`.
        case noUTF8EscapingWithSuffixes = "NoUTF8EscapingWithSuffixes"
        /// It stays as it is.
        case noTranslation = "NoTranslation"
    }

    /// How names of OpenTelemetry become names of Prometheus.
    ///
    /// Selectors find the names of OpenTelemetry, too, and those of the other strategies, where no
    /// series has the name by this one.
    public var naming = Naming.underscoreEscapingWithSuffixes
    /// Whether histograms with explicit bounds are native ones, not series for each bound.
    public var nativeHistograms = false
    /// Attributes of resources that all series have as labels, by their keys.
    public var promotedResourceAttributes: Set<String> = []
    /// Whether series say which instrumentation scope they are of.
    public var scopeLabels = false
    /// Whether `rate`, `increase`, `irate` and `resets` honour counter start timestamps, as
    /// Prometheus does with its feature `use-start-timestamps`.
    public var startTimestamps = false
    /// Whether functions and modifiers may be used that Prometheus calls experimental.
    public var experimentalFeatures = false
    /// How long a sample counts if its series has no later one; in whole milliseconds.
    public var lookback: Duration = .seconds(300)
    /// How many samples a query may hold in memory at once.
    ///
    /// These are the samples read, and the values of each part of the expression at each step. The
    /// limit is that of Prometheus, 50 million; the number of steps has no other.
    public var maxSamples = 50_000_000

    /// The options that Prometheus has by default.
    public init() {}
}

extension QueryOptions {
    var features: SyntaxFeatures {
        experimentalFeatures ? .experimental.union(.extensions) : .extensions
    }

    /// The same for all options with which the metrics look the same.
    var view: QueryOptions {
        var view = self
        view.experimentalFeatures = false
        view.lookback = .zero
        view.maxSamples = 0
        view.startTimestamps = false
        return view
    }

    var sampleOptions: StoreSampleOptions {
        var options = StoreSampleOptions()
        options.naming = NamingStrategy(naming)
        options.explicitHistograms = nativeHistograms ? .native : .classic
        options.hasScopeLabels = scopeLabels
        if !promotedResourceAttributes.isEmpty {
            options.promotedAttributes = .some(
                Set(promotedResourceAttributes.map { Array($0.utf8) })
            )
        }
        return options
    }
}

extension NamingStrategy {
    fileprivate init(_ naming: QueryOptions.Naming) {
        self =
            switch naming {
            case .underscoreEscapingWithSuffixes: .underscoreEscapingWithSuffixes
            case .underscoreEscapingWithoutSuffixes: .underscoreEscapingWithoutSuffixes
            case .noUTF8EscapingWithSuffixes: .noUTF8EscapingWithSuffixes
            case .noTranslation: .noTranslation
            }
    }
}
