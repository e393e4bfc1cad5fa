internal import Dossier

/// Durations as Prometheus and Loki read them.
enum PrometheusDurationParameter {
    /// Reads seconds with decimals, or whole numbers with units such as `1h30m`; nil for anything
    /// else.
    static func duration(_ text: String) -> Duration? {
        SecondsParameter.duration(text) ?? Duration(promQL: text)
    }
}
