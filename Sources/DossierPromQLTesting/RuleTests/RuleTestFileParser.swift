import DossierPrimitives
import DossierPromQL
import DossierPromQLSyntax
import DossierRules
internal import Yams

/// Reads files of tests of rules.
struct RuleTestFileParser {
    private var reader: YAMLReader

    init(ignoresUnknownFields: Bool) {
        reader = YAMLReader(ignoresUnknownFields: ignoresUnknownFields)
    }

    var issues: [YAMLIssue] { reader.issues }

    mutating func parse(_ text: String) -> RuleTestFile {
        var file = RuleTestFile(evaluationIntervalMilliseconds: 60_000)
        guard let root = reader.document(text) else { return file }
        let fields = reader.fields(
            of: root,
            known: [
                "rule_files", "evaluation_interval", "group_eval_order", "fuzzy_compare", "tests",
            ],
            in: "the file"
        )
        for node in reader.items(of: fields["rule_files"]) {
            file.ruleFiles += reader.string(node).map { [$0] } ?? []
        }
        if let interval = reader.duration(fields["evaluation_interval"]), interval > 0 {
            file.evaluationIntervalMilliseconds = interval
        }
        for node in reader.items(of: fields["group_eval_order"]) {
            guard let name = reader.string(node) else { continue }
            if file.groupOrder.contains(name) {
                reader.report("group name repeated in evaluation order: \(name)", at: node)
            }
            file.groupOrder.append(name)
        }
        file.comparesFuzzily = reader.boolean(fields["fuzzy_compare"]) ?? false
        for node in reader.items(of: fields["tests"]) {
            file.tests.append(parseTest(node, interval: file.evaluationIntervalMilliseconds))
        }
        return file
    }

    private mutating func parseTest(_ node: Node, interval: Int64) -> RuleTestFile.Test {
        let fields = reader.fields(
            of: node,
            known: [
                "name", "interval", "start_timestamp", "external_labels", "external_url",
                "input_series", "alert_rule_test", "promql_expr_test",
            ],
            in: "a test"
        )
        var test = RuleTestFile.Test(intervalMilliseconds: interval)
        test.name = reader.string(fields["name"]) ?? ""
        if let own = reader.duration(fields["interval"]), own > 0 {
            test.intervalMilliseconds = own
        }
        test.startMilliseconds = timestamp(fields["start_timestamp"])
        test.externalLabels = reader.strings(fields["external_labels"]).map { ($0.key, $0.value) }
        test.externalURL = reader.string(fields["external_url"]) ?? ""
        for node in reader.items(of: fields["input_series"]) {
            guard let series = parseSeries(node) else { continue }
            // As in a load of the test language the last of several with the same labels counts.
            test.series.removeAll { $0.labels == series.labels }
            test.series.append(series)
        }
        for node in reader.items(of: fields["alert_rule_test"]) {
            test.alerts.append(parseAlerts(node))
        }
        for node in reader.items(of: fields["promql_expr_test"]) {
            test.queries.append(parseQuery(node))
        }
        return test
    }

    private mutating func timestamp(_ node: Node?) -> Int64 {
        guard let node, let text = reader.string(node) else { return 0 }
        if let seconds = try? NumberText.parse(Array(text.utf8)),
            let milliseconds = Int64(exactly: (seconds * 1000).rounded()),
            QueryTimeRange.milliseconds.contains(milliseconds)
        {
            return milliseconds
        }
        if let time = RFC3339Time(text) {
            return Int64(time.secondsSinceEpoch * 1000 + time.nanosecond / 1_000_000)
        }
        reader.report("start_timestamp is neither seconds nor a time of RFC 3339", at: node)
        return 0
    }

    private mutating func parseSeries(_ node: Node) -> SeriesDescription? {
        let fields = reader.fields(of: node, known: ["series", "values"], in: "a series")
        let series = reader.string(fields["series"]) ?? ""
        let values = reader.string(fields["values"]) ?? ""
        do {
            return try SeriesDescription(parsing: Array("\(series) \(values)".utf8))
        } catch let failure {
            reader.report(failure.message, at: fields["values"] ?? node)
            return nil
        }
    }

    private mutating func labels(_ node: Node?) -> Labels {
        Labels(
            reader.strings(node).map {
                Label(name: Array($0.key.utf8), value: Array($0.value.utf8))
            }
        )
    }

    private mutating func parseAlerts(_ node: Node) -> RuleTestFile.ExpectedAlerts {
        let fields = reader.fields(
            of: node,
            known: ["eval_time", "alertname", "exp_alerts"],
            in: "a test of alerts"
        )
        let name = reader.string(fields["alertname"]) ?? ""
        if name.isEmpty {
            reader.report(
                "an item under alert_rule_test misses required attribute alertname",
                at: node
            )
        }
        var expected = RuleTestFile.ExpectedAlerts(
            evaluationTime: reader.duration(fields["eval_time"]) ?? 0,
            alertName: name,
            alerts: []
        )
        for node in reader.items(of: fields["exp_alerts"]) {
            let fields = reader.fields(
                of: node,
                known: ["exp_labels", "exp_annotations"],
                in: "an alert"
            )
            let labels = labels(fields["exp_labels"])
                .setting(Array("alertname".utf8), Array(name.utf8))
            let annotations = self.labels(fields["exp_annotations"])
            expected.alerts.append(.init(labels: labels, annotations: annotations))
        }
        return expected
    }

    private mutating func parseQuery(_ node: Node) -> RuleTestFile.ExpectedQuery {
        let fields = reader.fields(
            of: node,
            known: ["expr", "eval_time", "exp_samples"],
            in: "a test of an expression"
        )
        var expected = RuleTestFile.ExpectedQuery(
            text: reader.string(fields["expr"]) ?? "",
            evaluationTime: reader.duration(fields["eval_time"]) ?? 0,
            samples: []
        )
        for node in reader.items(of: fields["exp_samples"]) {
            let fields = reader.fields(
                of: node,
                known: ["labels", "value", "histogram"],
                in: "a sample"
            )
            expected.samples += parseSample(fields, node).map { [$0] } ?? []
        }
        return expected
    }

    private mutating func parseSample(
        _ fields: [String: Node],
        _ node: Node
    ) -> RuleTestFile.ExpectedQuery.Sample? {
        let text = reader.string(fields["labels"]) ?? ""
        do {
            let labels = text.isEmpty ? .empty : try Labels(parsingMetric: Array(text.utf8))
            guard let literal = reader.string(fields["histogram"]), !literal.isEmpty else {
                return .init(labels: labels, point: .float(reader.number(fields["value"]) ?? 0))
            }
            let series = try SeriesDescription(parsing: Array("x \(literal)".utf8))
            guard series.values.count == 1,
                case .histogram(let histogram, hasHint: _) = series.values[0]
            else {
                reader.report("expected one histogram", at: fields["histogram"])
                return nil
            }
            return .init(labels: labels, point: .histogram(histogram))
        } catch let failure {
            reader.report(failure.message, at: fields["labels"] ?? node)
            return nil
        }
    }
}
