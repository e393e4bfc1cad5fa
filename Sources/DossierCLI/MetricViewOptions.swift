internal import ArgumentParser
internal import Dossier

/// The options for how metrics are named and labelled.
struct MetricViewOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How OpenTelemetry metric names are translated to Prometheus names.",
            valueName: "strategy"
        )
    )
    var naming = QueryOptions.Naming.underscoreEscapingWithSuffixes

    @Flag(help: "Read explicit-bucket histograms as native histograms.")
    var nativeHistograms = false

    @Option(
        name: .customLong("promote"),
        help: ArgumentHelp(
            "Add this resource attribute to all series as a label; may be repeated.",
            valueName: "attribute"
        )
    )
    var promoted: [String] = []

    @Flag(help: "Add labels for the instrumentation scope.")
    var scopeLabels = false

    @Flag(
        help: ArgumentHelp(
            "Honour counter start timestamps in rate, increase, irate and resets, like"
                + " Prometheus' feature use-start-timestamps."
        )
    )
    var startTimestamps = false

    @Flag(help: "Enable experimental PromQL functions.")
    var experimental = false

    var options: QueryOptions {
        var options = QueryOptions()
        options.naming = naming
        options.nativeHistograms = nativeHistograms
        options.promotedResourceAttributes = Set(promoted)
        options.scopeLabels = scopeLabels
        options.experimentalFeatures = experimental
        options.startTimestamps = startTimestamps
        return options
    }
}
