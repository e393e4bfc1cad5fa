package import DossierPromQL
package import DossierRules

/// A file of tests of rules, in the format of `promtool test rules`.
package struct RuleTestFile: Sendable {
    package struct Test: Sendable {
        package var name = ""
        package var intervalMilliseconds: Int64
        package var startMilliseconds: Int64 = 0
        package var externalLabels: [(name: String, value: String)] = []
        package var externalURL = ""
        package var series: [SeriesDescription] = []
        package var alerts: [ExpectedAlerts] = []
        package var queries: [ExpectedQuery] = []
    }

    package struct ExpectedAlerts: Sendable {
        package struct Alert: Sendable {
            package var labels: Labels
            package var annotations: Labels
        }

        package var evaluationTime: Int64
        package var alertName: String
        package var alerts: [Alert]
    }

    package struct ExpectedQuery: Sendable {
        package struct Sample: Sendable {
            package var labels: Labels
            package var point: PromQLResult.Point
        }

        package var text: String
        package var evaluationTime: Int64
        package var samples: [Sample]
    }

    /// Patterns of file names, relative to this file.
    package var ruleFiles: [String]
    package var evaluationIntervalMilliseconds: Int64
    package var groupOrder: [String]
    /// Whether floats may differ by one unit in the last place.
    package var comparesFuzzily: Bool
    package var tests: [Test]

    package init(
        parsing text: String,
        ignoresUnknownFields: Bool = false
    ) throws(YAMLFileError) {
        var parser = RuleTestFileParser(ignoresUnknownFields: ignoresUnknownFields)
        self = parser.parse(text)
        let issues = parser.issues
        guard issues.isEmpty else {
            throw YAMLFileError(issues)
        }
    }

    init(evaluationIntervalMilliseconds: Int64) {
        ruleFiles = []
        self.evaluationIntervalMilliseconds = evaluationIntervalMilliseconds
        groupOrder = []
        comparesFuzzily = false
        tests = []
    }
}
