package import DossierPromQL

/// A text with actions of Go's text/template, as labels and annotations of alerts have them.
package struct TextTemplate: Sendable {
    /// What the template is run on.
    package struct Data: Sendable {
        package var labels: [(name: String, value: String)]
        package var externalLabels: [(name: String, value: String)]
        package var externalURL: String
        package var value: PromQLResult.Point

        package init(
            labels: [(name: String, value: String)],
            externalLabels: [(name: String, value: String)] = [],
            externalURL: String = "",
            value: PromQLResult.Point
        ) {
            self.labels = labels
            self.externalLabels = externalLabels
            self.externalURL = externalURL
            self.value = value
        }
    }

    /// Answers the expression of a `query` action.
    package typealias Query = (String) throws -> [PromQLResult.Sample]

    let nodes: [TemplateNode]
    let definitions: [String: [TemplateNode]]
    package let name: String

    package init(parsing text: String, name: String) throws(TemplateError) {
        var parser = try TemplateParser(text, name: name)
        nodes = try parser.parse()
        definitions = parser.definitions
        self.name = name
    }

    /// The text with the outcomes of its actions.
    package func expand(
        _ data: Data,
        at milliseconds: Int64,
        query: @escaping Query
    ) throws(TemplateError) -> String {
        var interpreter = TemplateInterpreter(self, data, at: milliseconds, query: query)
        return try interpreter.run()
    }
}
