import DossierPromQLSyntax
internal import Yams

/// Reads rule files and checks all that can be known without evaluating.
struct RuleFileParser {
    private var reader: YAMLReader
    private let features: SyntaxFeatures
    private var names: Set<ByteString> = []

    init(features: SyntaxFeatures, ignoresUnknownFields: Bool) {
        self.features = features
        reader = YAMLReader(ignoresUnknownFields: ignoresUnknownFields)
    }

    var issues: [YAMLIssue] { reader.issues }

    mutating func parse(_ text: String) -> [RuleGroup] {
        let documents = reader.documents(text)
        guard let first = documents.first(where: KubernetesObject.isObject) else {
            // Prometheus reads the first document alone, and would leave groups behind it out.
            let further = documents.dropFirst().filter { $0.mapping?["groups"] != nil }
            return (documents.prefix(1) + further).flatMap { document in
                let fields = reader.fields(of: document, known: ["groups"], in: "the file")
                return parseGroups(fields["groups"])
            }
        }
        for document in documents where !document.isNull && !KubernetesObject.isObject(document) {
            reader.report("the document has no apiVersion and kind, unlike others", at: document)
        }
        let specifications = documents.flatMap(KubernetesObject.all).compactMap(\.ruleSpecification)
        if specifications.isEmpty {
            reader.report("no document is a PrometheusRule", at: first)
        }
        return specifications.flatMap { specification in
            let fields = reader.fields(of: specification, known: ["groups"], in: "spec")
            return parseGroups(fields["groups"], KubernetesObject.groupFields)
        }
    }

    private mutating func parseGroups(
        _ list: Node?,
        _ furtherFields: Set<String> = []
    ) -> [RuleGroup] {
        reader.items(of: list).map { node in
            let group = parseGroup(node, furtherFields)
            if group.name.isEmpty {
                reader.report("Groupname must not be empty", at: node)
            } else if !names.insert(ByteString(group.name)).inserted {
                let name = ByteString(group.name).quoted
                reader.report("groupname: \(name) is repeated in the same file", at: node)
            }
            return group
        }
    }

    private mutating func parseGroup(_ node: Node, _ furtherFields: Set<String>) -> RuleGroup {
        let fields = reader.fields(
            of: node,
            known: furtherFields.union([
                "name", "interval", "query_offset", "limit", "labels", "rules",
            ]),
            in: "a group"
        )
        var group = RuleGroup(name: reader.string(fields["name"]) ?? "")
        group.intervalMilliseconds = reader.duration(fields["interval"])
        group.queryOffsetMilliseconds = reader.duration(fields["query_offset"])
        group.limit = reader.integer(fields["limit"]) ?? 0
        let labels = reader.strings(fields["labels"])
        for label in labels where !Self.isValidLabel(label.key) {
            let name = ByteString(group.name).quoted
            reader.report("group \(name): invalid label name: \(label.key)", at: label.node)
        }
        for (index, node) in reader.items(of: fields["rules"]).enumerated() {
            let place = "group \(ByteString(group.name).quoted), rule \(index + 1)"
            if let rule = parseRule(node, labels.map { ($0.key, $0.value) }, place) {
                group.rules.append(rule)
            }
        }
        return group
    }

    private mutating func parseRule(
        _ node: Node,
        _ groupLabels: [(key: String, value: String)],
        _ place: String
    ) -> Rule? {
        let fields = reader.fields(
            of: node,
            known: [
                "record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations",
            ],
            in: "a rule"
        )
        let record = reader.string(fields["record"]) ?? ""
        let alert = reader.string(fields["alert"]) ?? ""
        let name = alert.isEmpty ? record : alert
        let place = "\(place), \(ByteString(name).quoted): "
        if !record.isEmpty && !alert.isEmpty {
            reader.report(
                place + "only one of 'record' and 'alert' must be set",
                at: fields["record"]
            )
        } else if name.isEmpty {
            reader.report(place + "one of 'record' or 'alert' must be set", at: node)
        }
        let expression = parseExpression(fields["expr"], of: node, place)
        if !record.isEmpty {
            checkRecording(record, fields, place)
        }
        let labels = reader.strings(fields["labels"])
        let annotations = reader.strings(fields["annotations"])
        checkNames(labels.map { ($0.key, $0.node) }, annotations.map { ($0.key, $0.node) }, place)
        if !alert.isEmpty {
            checkTemplates(labels.map { ($0.key, $0.value, $0.node) }, "label", alert, place)
            checkTemplates(
                annotations.map { ($0.key, $0.value, $0.node) },
                "annotation",
                alert,
                place
            )
        }
        let hold = reader.duration(fields["for"])
        let keep = reader.duration(fields["keep_firing_for"])
        guard let expression, !name.isEmpty else { return nil }
        var merged = Dictionary(groupLabels.map { ($0.key, $0.value) }) { $1 }
        for label in labels {
            merged[label.key] = label.value
        }
        return Rule(
            kind: alert.isEmpty ? .recording : .alerting,
            name: name,
            expression: expression.0,
            expressionText: expression.1,
            holdMilliseconds: hold ?? 0,
            keepFiringMilliseconds: keep ?? 0,
            labels: merged.map { Rule.Template(name: $0.key, text: $0.value) }.sorted {
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            },
            annotations: annotations.map { Rule.Template(name: $0.key, text: $0.value) }
        )
    }

    private mutating func parseExpression(
        _ field: Node?,
        of node: Node,
        _ place: String
    ) -> (PromQLExpression, String)? {
        guard let text = reader.string(field), !text.isEmpty else {
            reader.report(place + "field 'expr' must be set in rule", at: field ?? node)
            return nil
        }
        do {
            return (try PromQLExpression(parsing: text, features: features), text)
        } catch let error {
            let hint = DottedName(error, in: Array(text.utf8)).map { "; \($0.advice)" } ?? ""
            reader.report(place + "could not parse expression: \(error)\(hint)", at: field)
            return nil
        }
    }

    private mutating func checkRecording(_ name: String, _ fields: [String: Node], _ place: String)
    {
        for field in ["annotations", "for", "keep_firing_for"] {
            guard let node = fields[field], node.mapping?.isEmpty != true,
                node.scalar.flatMap({ try? DurationText.parse($0.string.utf8) }) != 0
            else { continue }
            reader.report(place + "invalid field '\(field)' in recording rule", at: node)
        }
        if name.contains("{") || name.contains("}") {
            let reason = "braces present in the recording rule name; should it be in expr?: \(name)"
            reader.report(place + reason, at: fields["record"])
        }
    }

    private mutating func checkNames(
        _ labels: [(String, Node)],
        _ annotations: [(String, Node)],
        _ place: String
    ) {
        for (name, node) in labels where !Self.isValidLabel(name) {
            reader.report(place + "invalid label name: \(name)", at: node)
        }
        for (name, node) in annotations where name.isEmpty {
            reader.report(place + "invalid annotation name: \(name)", at: node)
        }
    }

    private mutating func checkTemplates(
        _ templates: [(name: String, text: String, node: Node)],
        _ kind: String,
        _ alert: String,
        _ place: String
    ) {
        for template in templates {
            do {
                _ = try RuleTemplate(parsing: template.text, name: "__alert_\(alert)")
            } catch let error {
                let name = ByteString(template.name).quoted
                reader.report(place + "\(kind) \(name): template: \(error)", at: template.node)
            }
        }
    }

    private static func isValidLabel(_ name: String) -> Bool {
        !name.isEmpty && ByteString(name) != LabelSyntax.metric
    }
}
