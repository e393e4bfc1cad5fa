internal import ArgumentParser
internal import Dossier

/// The options that say how metrics are named and labelled.
struct MetricViewOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How names of OpenTelemetry become names of Prometheus.",
            valueName: "strategy"
        )
    )
    var naming = QueryOptions.Naming.underscoreEscapingWithSuffixes

    @Flag(help: "Show histograms with explicit bounds as native histograms.")
    var nativeHistograms = false

    @Option(
        name: .customLong("promote"),
        help: ArgumentHelp(
            "A resource attribute that all series have as a label; may be repeated.",
            valueName: "attribute"
        )
    )
    var promoted: [String] = []

    @Flag(help: "Give series the labels of their instrumentation scope.")
    var scopeLabels = false

    @Flag(
        help: ArgumentHelp(
            "Have rate, increase, irate and resets heed when counters began to count, as"
                + " Prometheus does with use-start-timestamps."
        )
    )
    var startTimestamps = false

    @Flag(help: "Allow what Prometheus calls experimental.")
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
