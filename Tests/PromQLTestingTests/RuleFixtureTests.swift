import DossierPromQL
import DossierPromQLTesting
import DossierRules
import Foundation
import Testing

@Suite struct RuleFixtureTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    private static func names(in folder: URL, ending: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
        return (names ?? []).filter { $0.hasSuffix(ending) }.sorted()
    }

    private static let tests = names(in: folder, ending: ".test.yml")
        .filter { !$0.hasPrefix("failing") && !$0.hasPrefix("bad-rule.") }

    /// Not `String(contentsOf:)`, which leaks when a file is empty.
    private func text(_ name: String) throws -> String {
        let file = try FileHandle(forReadingFrom: Self.folder.appending(path: name))
        defer { try? file.close() }
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }

    private func run(_ name: String) throws -> [String] {
        let file = try RuleTestFile(parsing: text(name))
        let groups = try file.ruleFiles.flatMap { try RuleFile(parsing: text($0)).groups }
        let engine = PromQLEngine(
            nameRemoval: .immediate,
            subqueryStepMilliseconds: file.evaluationIntervalMilliseconds
        )
        return RuleTestRunner(file, groups: groups, engine: engine).run()
    }

    /// `scripts/compare_promtool_rules.py` has promtool run the same files.
    @Test(arguments: tests.filter { !$0.contains(".failing.") })
    func passes(_ name: String) throws {
        #expect(try run(name) == [])
    }

    @Test(arguments: tests.filter { $0.contains(".failing.") })
    func fails(_ name: String) throws {
        let failures: [String]
        do {
            failures = try run(name)
        } catch is YAMLFileError {
            return
        }
        #expect(!failures.isEmpty)
    }

    @Test(arguments: names(in: folder.appending(path: "check"), ending: ".yml"))
    func acceptsGoodFilesOfRulesAndNoBadOnes(_ name: String) throws {
        let text = try text("check/\(name)")
        if name.contains(".good.") {
            #expect(throws: Never.self) { try RuleFile(parsing: text) }
        } else {
            let error = #expect(throws: YAMLFileError.self) { try RuleFile(parsing: text) }
            #expect(error?.issues.count == 1)
        }
    }

    @Test func saysWhichLimitWasExceeded() throws {
        #expect(
            try run("limit.failing.test.yml") == [
                "    rule: high, time: 3m, err: exceeded limit of 1 with 2 series"
            ]
        )
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
