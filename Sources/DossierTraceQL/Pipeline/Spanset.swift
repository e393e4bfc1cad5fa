/// Spans of one trace, with what aggregates and groups said about them.
package struct Spanset: Sendable {
    /// By number, ascending.
    package var spans: [Int]
    package var attributes: [Attribute]

    /// A number or group, by the text of its stage.
    package struct Attribute: Hashable, Sendable {
        package let name: String
        package let value: TraceQLValue

        package init(name: String, value: TraceQLValue) {
            self.name = name
            self.value = value
        }
    }

    package init(spans: [Int], attributes: [Attribute] = []) {
        self.spans = spans
        self.attributes = attributes
    }
}
