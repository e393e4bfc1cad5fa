import DossierPromQL
import Foundation
import Testing

@Suite struct RuleFixtureTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    private func run(_ name: String) throws -> [String] {
        func text(_ name: String) throws -> String {
            try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        }
        let file = try RuleTestFile(parsing: text(name))
        let groups = try file.ruleFiles.flatMap { try RuleFile(parsing: text($0)).groups }
        let engine = ReferenceEngine(
            nameRemoval: .immediate,
            subqueryStepMilliseconds: file.evaluationIntervalMilliseconds
        )
        return RuleTestRunner(file, groups: groups, engine: engine).run()
    }

    /// Fixtures that promtool 2.42 passes.
    @Test(arguments: [
        "alerts.test.yml", "chain.test.yml", "keep-firing.test.yml",
        "names.test.yml",
    ])
    func passes(_ name: String) throws {
        #expect(try run(name) == [])
    }

    /// What promtool 2.42 says of the same file.
    @Test func failsInTheWordsOfPromtool() throws {
        let expected = #"""
                name: wrong expectations,
                alertname: AlwaysOn, time: 1m, 
                    exp:[
                        0:
                          Labels:{a="b", alertname="AlwaysOn"}
                          Annotations:{},
                        1:
                          Labels:{alertname="AlwaysOn"}
                          Annotations:{text="12.5 12.5 1250%"}
                        ], 
                    got:[
                        0:
                          Labels:{alertname="AlwaysOn"}
                          Annotations:{text="12.5 12.5 1250%"}
                        ]
                name: wrong expectations,
                alertname: InstanceDown, time: 5m, 
                    exp:[], 
                    got:[
                        0:
                          Labels:{alertname="InstanceDown", group="api-", instance="0", job="api", severity="page"}
                          Annotations:{description="all are down", link="/API", summary="Instance 0 down, value 0"}
                        ]
                expr: "up + 1", time: 1m,
                    exp: {job="api"} 5E-01
                    got: {instance="0", job="api"} 1E+00
                expr: "sum(", time: 1m, err: 1:5: parse error: unclosed left parenthesis
                expr: "up[5m]", time: 1m, err: rule result is not a vector or scalar
                expr: "up", time: 1m,
                    exp: nil
                    got: {__name__="up", instance="0", job="api"} 0E+00
                expr: "vector(NaN)", time: 1m,
                    exp: {} NaN
                    got: {} NaN
                expr: "1e-300", time: 1m,
                    exp: {} 1.2345678E+07
                    got: {} 1E-300
            """#
        #expect(try run("failing.test.yml").joined(separator: "\n") == expected)
    }

    @Test func failsWhereARuleFails() throws {
        #expect(
            try run("bad-rule.test.yml") == [
                "    rule: same, time: 0s, err: vector contains metrics with the same labelset after "
                    + "applying rule labels"
            ]
        )
    }
}
