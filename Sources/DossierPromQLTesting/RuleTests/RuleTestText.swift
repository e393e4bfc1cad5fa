import DossierPrimitives
import DossierPromQL
import DossierPromQLSyntax
import DossierRules

/// How the outcomes of tests of rules are compared and written.
enum RuleTestText {
    typealias Alert = RuleTestFile.ExpectedAlerts.Alert

    static func precedes(_ left: Alert, _ right: Alert) -> Bool {
        left.labels == right.labels
            ? left.annotations < right.annotations : left.labels < right.labels
    }

    static func equal(_ left: Alert, _ right: Alert) -> Bool {
        left.labels == right.labels && left.annotations == right.annotations
    }

    static func equal(
        _ left: PromQLResult.Point,
        _ right: PromQLResult.Point,
        fuzzily: Bool
    ) -> Bool {
        switch (left, right) {
        case (.float(let a), .float(let b)):
            a == b || fuzzily && (a.nextUp == b || a.nextDown == b)
        case (.histogram(let a), .histogram(let b)):
            a.literal.utf8.elementsEqual(b.literal.utf8)
        default: false
        }
    }

    static func alerts(_ alerts: [Alert]) -> String {
        guard !alerts.isEmpty else { return "[]" }
        let indent = "\n            "
        let entries = alerts.enumerated().map { index, alert in
            "\(indent)\(index):\(indent)  Labels:\(alert.labels)"
                + "\(indent)  Annotations:\(alert.annotations)"
        }
        return "[" + entries.joined(separator: ",") + "\(indent)]"
    }

    /// Labels and annotations of alerts, one a line.
    static func lines(of alerts: [Alert]) -> [String] {
        alerts.flatMap { alert in
            ["alert:"]
                + alert.labels.pairs.map { "  label \(text($0))" }
                + alert.annotations.pairs.map { "  annotation \(text($0))" }
        }
    }

    private static func text(_ label: Label) -> String {
        "\(ByteString(label.name)): \(ByteString(label.value).quoted)"
    }

    static func samples(_ samples: [RuleTestFile.ExpectedQuery.Sample]) -> String {
        guard !samples.isEmpty else { return "nil" }
        return samples.map { sample in
            switch sample.point {
            case .float(let value): "\(sample.labels) \(FloatText.exponential(value))"
            case .histogram(let value): "\(sample.labels) \(value.literal)"
            }
        }.joined(separator: ", ")
    }
}
