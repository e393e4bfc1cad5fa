import DossierPromQL
import DossierPromQLTesting
import DossierRules
import Testing

@Suite struct RuleTestRunnerTests {
    private static let rules = """
        groups:
          - name: g
            rules:
              - record: r:x
                expr: sum(up)
              - alert: Down
                expr: up == 0
                for: 2m
                labels: {severity: page, v: "{{ $value }}"}
                annotations: {summary: "{{ $labels.job }} is down since {{ $value | humanize }}"}
        """

    private func run(_ test: String) throws -> [String] {
        let file = try RuleTestFile(parsing: test)
        let groups = try RuleFile(parsing: Self.rules).groups
        return RuleTestRunner(file, groups: groups, engine: NaiveEngine()).run()
    }

    private func test(labels: String, value: String) -> String {
        """
        rule_files: [good.yml]
        evaluation_interval: 1m
        tests:
          - interval: 1m
            input_series:
              - series: 'up{job="a"}'
                values: '1 0x5'
            alert_rule_test:
              - eval_time: 3m
                alertname: Down
                exp_alerts:
                  - exp_labels: \(labels)
                    exp_annotations: {summary: "a is down since 0"}
              - eval_time: 2m
                alertname: Down
            promql_expr_test:
              - expr: r:x
                eval_time: 2m
                exp_samples:
                  - labels: 'r:x'
                    value: \(value)
        """
    }

    private static let named = """
        tests:
          - name: memory low
            promql_expr_test:
              - {expr: vector(1), eval_time: 0s, exp_samples: [{value: 1}]}
          - name: memory <high>
            promql_expr_test:
              - expr: label_replace(vector(1), "a", "b", "", "") or vector(3)
                eval_time: 0s
                exp_samples: [{labels: '{a="b"}', value: 1}, {value: 2}]
          - name: disk
        """

    @Test func runsTestsOfWantedNames() throws {
        let file = try RuleTestFile(parsing: Self.named)
        let runner = RuleTestRunner(file, groups: [], engine: PromQLEngine(nameRemoval: .immediate))
        let filter = try NameFilter("^mem.*w$|isk")
        #expect(runner.outcomes(where: filter.matches).map(\.name) == ["memory low", "disk"])
        #expect(runner.outcomes { _ in true }.map(\.failures.count) == [0, 1, 0])
    }

    @Test func marksWhatDiffers() throws {
        let file = try RuleTestFile(parsing: Self.named)
        let runner = RuleTestRunner(
            file,
            groups: [],
            engine: PromQLEngine(nameRemoval: .immediate),
            showsDifferences: true
        )
        #expect(
            runner.run() == [
                #"    expr: "label_replace(vector(1), \"a\", \"b\", \"\", \"\") or vector(3)","#
                    + """
                     time: 0s,
                            diff:
                                - {} 2E+00
                                + {} 3E+00
                                  {a="b"} 1E+00
                    """
            ]
        )
    }

    @Test func writesResultsAsJUnitReadsThem() throws {
        let file = try RuleTestFile(parsing: Self.named)
        let runner = RuleTestRunner(file, groups: [], engine: PromQLEngine(nameRemoval: .immediate))
        var report = JUnitReport()
        report.add(
            file: "a&b.yml",
            at: "2026-01-15T10:00:00",
            runner.outcomes { $0.hasPrefix("memory") }.map { outcome in
                RuleTestOutcome(
                    name: outcome.name,
                    failures: outcome.failures.map { _ in "x < \"y\"" }
                )
            }
        )
        report.add(file: "c.yml", at: "2026-01-15T10:00:01", error: "no file\u{1}")
        #expect(
            report.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites>
                  <testsuite name="a&amp;b.yml" tests="2" failures="1" errors="0" skipped="0" \
                timestamp="2026-01-15T10:00:00">
                    <testcase name="memory low">
                    </testcase>
                    <testcase name="memory &lt;high&gt;">
                      <failure>x &lt; &#34;y&#34;</failure>
                    </testcase>
                  </testsuite>
                  <testsuite name="c.yml" tests="0" failures="0" errors="1" skipped="0" \
                timestamp="2026-01-15T10:00:01">
                    <testcase name="">
                      <error>no file\u{FFFD}</error>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test func refusesTestsOfTooManyEvaluations() throws {
        let file = try RuleTestFile(
            parsing: """
                evaluation_interval: 1ms
                tests: [{alert_rule_test: [{alertname: A, eval_time: 10y}]}]
                """
        )
        let failures = RuleTestRunner(file, groups: [], engine: NaiveEngine()).run()
        #expect(failures.count == 1 && failures[0].hasPrefix("    more than 20000000 evaluations"))
    }

    @Test(arguments: ["9.2e15", "-9.2e15"])
    func refusesStartsThatNoQueryCanHave(_ start: String) {
        #expect(throws: YAMLFileError.self) {
            try RuleTestFile(parsing: "tests: [{start_timestamp: \(start)}]")
        }
    }

    @Test func passes() throws {
        #expect(try run(test(labels: "{severity: page, job: a, v: \"0\"}", value: "0")) == [])
    }

    /// The wording is that of promtool 2.42 for the same file.
    @Test func saysWhatIsDifferent() throws {
        let failures = try run(test(labels: "{severity: page, job: b, v: \"0\"}", value: "1"))
        #expect(
            failures == [
                """
                    alertname: Down, time: 3m, 
                        exp:[
                            0:
                              Labels:{alertname="Down", job="b", severity="page", v="0"}
                              Annotations:{summary="a is down since 0"}
                            ], 
                        got:[
                            0:
                              Labels:{alertname="Down", job="a", severity="page", v="0"}
                              Annotations:{summary="a is down since 0"}
                            ]
                """,
                """
                    expr: "r:x", time: 2m,
                        exp: {__name__="r:x"} 1E+00
                        got: {__name__="r:x"} 0E+00
                """,
            ]
        )
    }

    @Test(arguments: [
        "rule_files: [a]\nfoo: 1\ntests: []\n",
        "tests:\n  - interval: x\n",
        "tests:\n  - input_series:\n      - {series: 'm{', values: '1'}\n",
        "tests:\n  - input_series:\n      - {series: 'm', values: 'a'}\n",
        "tests:\n  - alert_rule_test: [{eval_time: 1m}]\n",
        "tests:\n  - promql_expr_test: [{expr: x, eval_time: 1m, exp_samples: [{labels: '{'}]}]\n",
        "tests:\n  - promql_expr_test: [{expr: x, eval_time: 1m, exp_samples: [{value: a}]}]\n",
        "tests:\n  - {start_timestamp: yesterday}\n",
        "group_eval_order: [a, b, a]\n", "fuzzy_compare: \"true\"\n",
        "tests: [{promql_expr_test: [{expr: x, exp_samples: [{value: '4'}]}]}]\n",
        "tests: [{promql_expr_test: [{expr: x, exp_samples: [{value: Inf}]}]}]\n",
    ])
    func rejectsMalformedFiles(_ text: String) {
        #expect(throws: YAMLFileError.self) { try RuleTestFile(parsing: text) }
    }

    @Test(arguments: [
        ("0", Int64(0)), ("1600000000", 1_600_000_000_000), ("1.5", 1500),
        ("\"2020-09-13T12:26:40Z\"", 1_600_000_000_000),
        ("\"2020-09-13T14:26:40.25+02:00\"", 1_600_000_000_250),
    ])
    func readsStartTimes(_ text: String, _ milliseconds: Int64) throws {
        let file = try RuleTestFile(parsing: "tests:\n  - start_timestamp: \(text)\n")
        #expect(file.tests[0].startMilliseconds == milliseconds)
    }

    @Test func comparesFuzzilyByOneUnitInTheLastPlace() throws {
        for (isFuzzy, count) in [(true, 0), (false, 1)] {
            let failures = try run(
                """
                fuzzy_compare: \(isFuzzy)
                tests:
                  - promql_expr_test:
                      - expr: "0.30000000000000004"
                        eval_time: 0s
                        exp_samples: [{value: 0.3}]
                """
            )
            #expect(failures.count == count)
        }
    }

    /// As in a load of the test language.
    @Test func takesTheLastOfSeriesWithTheSameLabels() throws {
        let failures = try run(
            """
            tests:
              - input_series:
                  - {series: 'x{a="b"}', values: '1 1'}
                  - {series: '{a="b", __name__="x"}', values: '2'}
                promql_expr_test:
                  - {expr: x, eval_time: 0s, exp_samples: [{labels: 'x{a="b"}', value: 2}]}
                  - {expr: 'sum(x)', eval_time: 1m, exp_samples: [{value: 2}]}
            """
        )
        #expect(failures.isEmpty)
    }

    @Test func endsAtRulesThatFail() throws {
        let groups = try RuleFile(
            parsing: "groups:\n  - name: g\n    rules: [{record: r, expr: abs(x)}]\n"
        ).groups
        let file = try RuleTestFile(parsing: "tests:\n  - interval: 1m\n")
        let failures = RuleTestRunner(file, groups: groups, engine: NaiveEngine()).run()
        #expect(failures == ["    rule: r, time: 0s, err: not supported"])
    }
}
