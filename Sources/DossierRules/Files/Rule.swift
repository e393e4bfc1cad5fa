package import DossierPromQLSyntax

/// A recording or alerting rule.
package struct Rule: Sendable {
    package enum Kind: Hashable, Sendable {
        case recording
        case alerting
    }

    package struct Template: Sendable {
        package var name: String
        package var text: String
    }

    package var kind: Kind
    /// Of the metric, or of the alert.
    package var name: String
    package var expression: PromQLExpression
    package var expressionText: String
    /// How long a condition must hold before its alert fires.
    package var holdMilliseconds: Int64 = 0
    /// How long an alert goes on firing when its condition no longer holds.
    package var keepFiringMilliseconds: Int64 = 0
    /// Those of the rule and its group in the order of their names, templates if it alerts.
    package var labels: [Template] = []
    package var annotations: [Template] = []
}

/// Rules that are evaluated together, in order.
package struct RuleGroup: Sendable {
    package var name: String
    /// Nil for the default.
    package var intervalMilliseconds: Int64?
    package var queryOffsetMilliseconds: Int64?
    /// The most series or alerts a rule may yield; 0 for no limit.
    package var limit: Int = 0
    package var rules: [Rule] = []
}

/// A file of rules in Prometheus' format, or of documents of the kind PrometheusRule.
package struct RuleFile: Sendable {
    package var groups: [RuleGroup]

    /// `features` are what expressions may use beyond what is stable in Prometheus.
    package init(
        parsing text: String,
        features: SyntaxFeatures = .extensions,
        ignoresUnknownFields: Bool = false
    ) throws(YAMLFileError) {
        var parser = RuleFileParser(
            features: features,
            ignoresUnknownFields: ignoresUnknownFields
        )
        groups = parser.parse(text)
        let issues = parser.issues
        guard issues.isEmpty else {
            throw YAMLFileError(issues)
        }
    }

    package var ruleCount: Int { groups.reduce(0) { $0 + $1.rules.count } }
}
