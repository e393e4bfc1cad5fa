import DossierPrimitives
package import DossierPromQL
package import DossierTemplates

/// A text with actions of Go's text/template, as labels and annotations of alerts have them.
package struct RuleTemplate: Sendable {
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

    private static let dialect = TemplateDialect(
        functionNames: RuleTemplateFunctions.names,
        variables: ["$labels", "$externalLabels", "$externalURL", "$value"],
        // Prometheus defines the variables ahead of the text.
        prefixByteCount: 112
    )

    private static let rootTypeName =
        "struct { Labels map[string]string; ExternalLabels map[string]string; "
        + "ExternalURL string; Value interface {} }"

    private let template: TextTemplate

    package init(parsing text: String, name: String) throws(TemplateError) {
        template = try TextTemplate(parsing: text, name: name, dialect: Self.dialect)
    }

    /// The text with the outcomes of its actions.
    package func expand(
        _ data: Data,
        at milliseconds: Int64,
        query: @escaping Query
    ) throws(TemplateError) -> String {
        func map(_ pairs: [(name: String, value: String)]) -> TemplateValue {
            .map(Dictionary(pairs.map { ($0.name, .string($0.value)) }) { $1 })
        }
        let (labels, externalLabels) = (map(data.labels), map(data.externalLabels))
        let (url, value) = (TemplateValue.string(data.externalURL), TemplateValue(data.value))
        return try template.expand(
            .record(
                [
                    ("Labels", labels), ("ExternalLabels", externalLabels), ("ExternalURL", url),
                    ("Value", value),
                ],
                typeName: Self.rootTypeName
            ),
            variables: [
                "$labels": labels, "$externalLabels": externalLabels, "$externalURL": url,
                "$value": value,
            ],
            functions: RuleTemplateFunctions(
                milliseconds: milliseconds,
                externalURL: data.externalURL,
                query: query
            )
        )
    }
}

extension TemplateValue {
    init(_ point: PromQLResult.Point) {
        self =
            switch point {
            case .float(let value): .float(value)
            case .histogram(let histogram):
                .opaque(text: histogram.description, typeName: "*histogram.FloatHistogram")
            }
    }
}
