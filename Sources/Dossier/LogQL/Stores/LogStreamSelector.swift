internal import DossierLogQLSyntax
internal import DossierPromQLSyntax

/// Conditions on the labels of streams, such as ``{service_name="cart"}``.
public struct LogStreamSelector: Hashable, Sendable {
    let matchers: [LabelMatcher]

    /// Selects all streams.
    public static let all = LogStreamSelector(matchers: [])

    private init(matchers: [LabelMatcher]) {
        self.matchers = matchers
    }

    /// Reads and checks a text; `{}` selects all streams.
    ///
    /// - Parameter text: The text.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidExpression`` if the text
    ///   is no selector, or does more than select.
    public init(parsing text: String) throws(DossierError) {
        if text.utf8.filter({ $0 > UInt8(ascii: " ") }).elementsEqual("{}".utf8) {
            self = .all
            return
        }
        let expression = try LogQLExpression(parsing: text)
        guard case .log(let pipeline) = expression.query, pipeline.stages.isEmpty else {
            throw DossierError(
                .invalidExpression,
                "only label matchers are supported here, such as {service_name=\"cart\"}"
            )
        }
        self.init(matchers: pipeline.selector)
    }

    /// The selector of an expression for entries; nil of one that makes series.
    public init?(of expression: LogQLExpression) {
        guard case .log(let pipeline) = expression.query else { return nil }
        self.init(matchers: pipeline.selector)
    }

    /// The names of the labels that are conditions, in the order written.
    public var labelNames: [String] { matchers.map(\.name.description) }

    /// The same selector, of streams that have labels with these names.
    public func requiring(_ names: some Sequence<String>) -> LogStreamSelector {
        let missing = names.filter { name in !matchers.contains { $0.name == ByteString(name) } }
        return LogStreamSelector(
            matchers: matchers
                + missing.map { LabelMatcher(name: ByteString($0), kind: .notEqual, value: "") }
        )
    }
}
