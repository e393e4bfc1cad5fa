import DossierRules
import Foundation
import TestSupport
import Testing

@Suite struct RuleFileTests {
    @Test func readsDocumentsOfTheKindPrometheusRule() throws {
        let file = try RuleFile(
            parsing: """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: other}
                ---
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: shop
                  labels: {role: alert-rules}
                spec:
                  groups:
                    - name: first
                      partial_response_strategy: warn
                      rules:
                        - {record: "a:b", expr: sum(up)}
                ---
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: monitoring.coreos.com/v1
                    kind: PrometheusRule
                    spec:
                      groups:
                        - name: second
                          rules:
                            - {alert: Down, expr: up == 0, for: 1m}
                """
        )
        #expect(file.groups.map(\.name) == ["first", "second"])
        #expect(file.groups.flatMap(\.rules).map(\.name) == ["a:b", "Down"])
    }

    @Test(arguments: [
        (
            "apiVersion: v1\nkind: ConfigMap\ndata: {}",
            "1:1: no document is a PrometheusRule"
        ),
        (
            """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            spec:
              groups:
                - name: g
                  rules:
                    - {record: a, expr: "1 +"}
            """,
            "7:29: group \"g\", rule 1, \"a\": could not parse expression"
        ),
    ])
    func namesWhatIsWrongInKubernetesDocuments(_ text: String, _ message: String) throws {
        let error = #expect(throws: YAMLFileError.self) { try RuleFile(parsing: text) }
        let issue = try #require(error?.issues.first)
        #expect("\(issue)".hasPrefix(message), "\(issue)")
    }

    @Test func unknownFieldsAreIgnoredOnRequest() throws {
        let text = """
            owner: us
            groups:
              - name: g
                team: us
                rules:
                  - {record: a, expr: "1", runbook: none}
            """
        #expect(throws: YAMLFileError.self) { try RuleFile(parsing: text) }
        #expect(try RuleFile(parsing: text, ignoresUnknownFields: true).ruleCount == 1)
    }

    @Test func readsAllFields() throws {
        let file = try RuleFile(
            parsing: """
                groups:
                  - name: g
                    interval: 30s
                    query_offset: 1m
                    limit: 10
                    labels: {team: a, tier: x}
                    rules:
                      - record: job:up:sum
                        expr: sum by (job) (up)
                        labels: {tier: y}
                      - alert: Down
                        expr: up == 0
                        for: 5m
                        keep_firing_for: 1h
                        labels: {severity: page}
                        annotations: &notes {summary: "{{ $labels.job }} down"}
                      - alert: Other
                        expr: 1
                        annotations: *notes
                """
        )
        let group = try #require(file.groups.first)
        #expect(group.intervalMilliseconds == 30_000)
        #expect(group.queryOffsetMilliseconds == 60_000)
        #expect(group.limit == 10)
        #expect(group.rules.map(\.name) == ["job:up:sum", "Down", "Other"])
        #expect(group.rules[0].labels.map { "\($0.name)=\($0.text)" } == ["team=a", "tier=y"])
        #expect(group.rules[1].holdMilliseconds == 300_000)
        #expect(group.rules[1].keepFiringMilliseconds == 3_600_000)
        #expect(group.rules[2].annotations.map(\.text) == ["{{ $labels.job }} down"])
    }

    @Test(arguments: ["", "# nothing\n", "groups:\n", "groups: []\n", "{}\n---\nfoo: bar\n"])
    func acceptsEmptyFiles(_ text: String) throws {
        #expect(try RuleFile(parsing: text).groups.isEmpty)
    }

    @Test func readsTheGroupsOfAllDocuments() throws {
        let file = try RuleFile(
            parsing: """
                groups: [{name: a, rules: [{record: x, expr: "1"}]}]
                ---
                groups: [{name: b, rules: [{record: y, expr: "2"}]}]
                """
        )
        #expect(file.groups.map(\.name) == ["a", "b"])
    }

    @Test func refusesDocumentsThatAreNotOfKubernetesAmongThose() throws {
        let error = #expect(throws: YAMLFileError.self) {
            try RuleFile(
                parsing: """
                    groups: [{name: a, rules: [{record: x, expr: "1"}]}]
                    ---
                    apiVersion: monitoring.coreos.com/v1
                    kind: PrometheusRule
                    spec: {groups: []}
                    """
            )
        }
        let issue = try #require(error?.issues.first)
        #expect("\(issue)" == "1:1: the document has no apiVersion and kind, unlike others")
    }

    @Test(arguments: [
        ("sum(job.cost)", "; a name with dots is written {\"job.cost\"}"),
        (
            "sum by (service.name) (up)",
            "; a label with dots is written \"service.name\""
        ),
    ])
    func saysHowNamesWithDotsAreWritten(_ expression: String, _ hint: String) throws {
        let text = "groups: [{name: g, rules: [{record: a, expr: '\(expression)'}]}]"
        let error = #expect(throws: YAMLFileError.self) { try RuleFile(parsing: text) }
        let issue = try #require(error?.issues.first)
        #expect("\(issue)".hasSuffix(hint), "\(issue)")
    }

    /// Libyaml's limit keeps the reader from recursing without bounds.
    @Test(arguments: ["[", "{a: ", "- "])
    func refusesYAMLThatNestsTooDeeply(_ opening: String) {
        #expect(throws: YAMLFileError.self) {
            try RuleFile(parsing: "groups: " + String(repeating: opening, count: 100_000))
        }
    }

    @Test func takesInWhatMergeKeysName() throws {
        let file = try RuleFile(
            parsing: """
                groups:
                  - name: g
                    rules:
                      - &first
                        record: a
                        expr: x
                        labels: &labels {l: one, m: two}
                      - <<: *first
                        record: b
                      - record: c
                        expr: y
                        labels:
                          <<: [*labels, {l: other, n: three}]
                          m: own
                """
        )
        let rules = try #require(file.groups.first?.rules)
        #expect(rules.map(\.name) == ["a", "b", "c"])
        #expect(rules[1].expressionText == "x")
        #expect(rules[1].labels.map { "\($0.name)=\($0.text)" } == ["l=one", "m=two"])
        #expect(rules[2].labels.map { "\($0.name)=\($0.text)" } == ["l=one", "m=own", "n=three"])
    }

    @Test(arguments: [
        ("10", 10), ("5.5", 5), ("1e3", 1000), ("0x10", 16), ("010", 8), ("1_000", 1000),
        ("-5", -5),
        ("", 0), ("~", 0),
    ])
    func readsLimitsAsYAMLWritesNumbers(_ text: String, _ limit: Int) throws {
        let file = try RuleFile(parsing: "groups: [null, {name: g, limit: \(text), rules: [~]}]\n")
        #expect(file.groups.map(\.limit) == [limit])
        #expect(file.groups[0].rules.isEmpty)
    }

    @Test(arguments: ["\"5\"", "a", "true", "99999999999999999999", "[]", ".inf", "Inf"])
    func rejectsOtherLimits(_ text: String) {
        #expect(throws: YAMLFileError.self) {
            try RuleFile(parsing: "groups: [{name: g, limit: \(text)}]\n")
        }
    }

    @Test func acceptsEmptyFieldsOfAlertsInRecordingRules() throws {
        let rule = "{record: a, expr: b, for: 0s, keep_firing_for: 0, annotations: {}}"
        #expect(try RuleFile(parsing: "groups: [{name: g, rules: [\(rule)]}]\n").ruleCount == 1)
    }

    /// Lines of aliases of aliases, which stand for more than would fit in memory.
    @Test(.timeLimit(.minutes(15)))
    func rejectsExcessiveAliasing() {
        var lists = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        var merges = "groups:\n- name: g\n  labels: &m0 {a: b}\n"
        for level in 1...30 {
            let lists9 = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            lists += "a\(level): &a\(level) [\(lists9)]\n"
            merges += "- name: g\(level)\n  labels: &m\(level)\n"
            merges += "    <<: [*m\(level - 1), *m\(level - 1), *m\(level - 1)]\n"
        }
        for text in [lists + "? *a30\n: x\n", merges] {
            let error = #expect(throws: YAMLFileError.self) { try RuleFile(parsing: text) }
            #expect(error?.description == "yaml: document contains excessive aliasing")
        }
    }

    @Test func acceptsManyAliases() throws {
        var text = "groups:\n- name: g\n  rules:\n  - &r {record: a, expr: b}\n"
        text += String(repeating: "  - *r\n", count: 5000)
        #expect(try RuleFile(parsing: text).ruleCount == 5001)
    }

    @Test func reportsAllErrorsWithPositions() {
        let error = #expect(throws: YAMLFileError.self) {
            try RuleFile(
                parsing: """
                    groups:
                      - name: ""
                        interval: 1x
                        rules:
                          - record: x{a="b"}
                            expr: sum(
                            for: 5m
                            annotations: {a: b}
                          - record: b
                            alert: c
                            expr: 1
                          - expr: 1
                          - alert: A
                            labels: {__name__: x, b: "{{ foo }}"}
                            annotations: {z: "{{ $labels.a"}
                          - record: ok
                      - name: b
                        foo: bar
                      - name: b
                    """
            )
        }
        #expect(
            error?.issues.map(\.description) == [
                "2:5: Groupname must not be empty",
                "3:15: not a valid duration string: \"1x\"",
                "5:17: group \"\", rule 1, \"x{a=\\\"b\\\"}\": braces present in the recording rule name; "
                    + "should it be in expr?: x{a=\"b\"}",
                "6:15: group \"\", rule 1, \"x{a=\\\"b\\\"}\": could not parse expression: 1:5: parse error: "
                    + "unclosed left parenthesis",
                "7:14: group \"\", rule 1, \"x{a=\\\"b\\\"}\": invalid field 'for' in recording rule",
                "8:22: group \"\", rule 1, \"x{a=\\\"b\\\"}\": invalid field 'annotations' in recording rule",
                "9:17: group \"\", rule 2, \"c\": only one of 'record' and 'alert' must be set",
                "12:9: group \"\", rule 3, \"\": one of 'record' or 'alert' must be set",
                "13:9: group \"\", rule 4, \"A\": field 'expr' must be set in rule",
                "14:18: group \"\", rule 4, \"A\": invalid label name: __name__",
                "14:31: group \"\", rule 4, \"A\": label \"b\": template: __alert_A:1: function \"foo\" not defined",
                "15:23: group \"\", rule 4, \"A\": annotation \"z\": template: __alert_A:1: unclosed action",
                "16:9: group \"\", rule 5, \"ok\": field 'expr' must be set in rule",
                "18:5: field foo not found in a group",
                "19:5: groupname: \"b\" is repeated in the same file",
            ]
        )
    }

    @Test(arguments: [
        "groups: [", "groups: {}", "groups:\n  - name: a\n    name: b\n", "foo: 1", "groups: [1]",
        "groups:\n  - name: a\n    limit: x\n",
        "groups:\n  - name: a\n    rules:\n      - record: [x]\n        expr: 1\n",
        "groups:\n  - name: a\n    rules:\n      - alert: x\n        expr: 1\n        labels: {\"\": a}\n",
        "\u{0}", "groups: *none",
    ])
    func rejectsMalformedFiles(_ text: String) {
        #expect(throws: YAMLFileError.self) { try RuleFile(parsing: text) }
    }

    @Test(.enabled(if: SharedFiles.folder != nil, "the shared files are not here"))
    func readsRulesOfTheUser() throws {
        let path = (SharedFiles.folder ?? "") + "/design/seed-rules.yml"
        let file = try RuleFile(parsing: String(contentsOfFile: path, encoding: .utf8))
        #expect(file.ruleCount == 8)
    }
}
