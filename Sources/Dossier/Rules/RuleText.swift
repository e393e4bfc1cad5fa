/// A file of recording and alerting rules in Prometheus' format, as text.
public struct RuleText: Sendable {
    /// What errors call it.
    public let name: String
    /// The content of the file.
    public let text: String

    /// A file of rules.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
