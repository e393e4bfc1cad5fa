internal import DossierPromQLSyntax

extension Duration {
    /// Reads whole numbers with Prometheus' units, such as `1h30m`; nil for anything else.
    package init?(promQL text: String) {
        guard let milliseconds = try? DurationText.parse(text.utf8) else { return nil }
        self = .milliseconds(milliseconds)
    }
}
