internal import DossierPrimitives

/// Durations as Go's `time.ParseDuration` reads them: `1.5s`, `100ms`, `1h2m`.
enum GoDurationParameter {
    /// Nil for anything else; a number needs a unit unless it is 0.
    static func duration(_ text: String) -> Duration? {
        var rest = text[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        if rest == "0" { return .zero }
        guard let nanoseconds = GoDurationText.nanoseconds(rest.utf8) else { return nil }
        return .nanoseconds(isNegative ? -nanoseconds : nanoseconds)
    }
}
