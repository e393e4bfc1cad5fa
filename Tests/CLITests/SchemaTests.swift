import TestSupport
import Testing

/// The JSON documents of the command against the schemas that its help names.
@Suite(.enabled(if: ChildProcess.command != nil, "the command was not built"))
struct SchemaTests {
    private static let commands = [
        "info shop.dossier", "services shop.dossier", "traces shop.dossier",
        "traces shop.dossier '{ } | by(name) | count() > 0 | select(kind, .none)'",
        "trace shop.dossier 99bc", "trace shop.dossier f0cc", "trace every.dossier 5b8e",
        "trace-stats shop.dossier", "trace-stats every.dossier", "logs shop.dossier",
        "logs every.dossier", "patterns shop.dossier", "patterns every.dossier",
        "patterns shop.dossier --since -30s --against ..-30s --step 10s", "patterns small.dossier",
        "metrics shop.dossier", "metrics every.dossier",
        "logs shop.dossier '{service_name=\"payment\"} | pattern \"<a> <_>\"' --context 1 --limit 2",
        "logs shop.dossier '{service_name=\"payment\"} | line_format \"x\"'",
        "find shop.dossier payment 500 nothing", "find every.dossier EEE19B7EC3C1B174 a true 1",
        "find linked.dossier 17 0f0a", "attributes shop.dossier", "attributes every.dossier",
        "attributes shop.dossier service.name --where '{ status = error }'",
        "rejected every.dossier", "rejected small.dossier", "verify shop.dossier",
        "rules eval shop.dossier alerts.yml --write", "info small.dossier",
        "services small.dossier", "traces small.dossier", "logs small.dossier",
        "series shop.dossier shop_requests_total", "labels shop.dossier", "labels shop.dossier job",
        "query shop.dossier shop_requests_total", "query shop.dossier '1' --time end",
        "query shop.dossier shop_requests_total --time end",
        "query every.dossier '{\"exponential\"}' --time end",
        "query every.dossier '\"a\"' --time end", "trace linked.dossier 0f0a",
        "logs linked.dossier --trace 0f0a", "services linked.dossier", "traces linked.dossier",
        "ingest shop.dossier unusual.jsonl empty.jsonl", "info shop.dossier",
        "traceql check '{ .a = 1 }'", "traceql check '{ } | rate()'", "traceql check '{ .a + 1 }'",
        "traceql check '{'", "logql check '{a=`b`} | json'", "logql check 'rate({a=`b`}[5m])'",
        "logql check '{a=~`.*`}'", "logql check '{'",
        "ingest shop.dossier small.jsonl", "ingest shop.dossier shop", "compact shop.dossier",
    ]

    @Test func documentsAreAsTheirSchemasSay() throws {
        let folder = ShopFixture.folder()
        for command in [
            "ingest every.dossier every-field.jsonl", "ingest small.dossier small.jsonl",
            "ingest linked.dossier linked.jsonl",
        ] {
            #expect(try CommandRun(command, in: folder).exitCode == 0)
        }
        for command in Self.commands {
            let run = try CommandRun(command + " --format json", in: folder)
            let verb = try #require(
                CommandVerb.all.last { (command + " ").hasPrefix($0.name + " ") }
            )
            #expect(run.output.hasSuffix("}\n"))
            try check(run.output, verb, command)
        }
    }

    @Test func theGroundIsAsItsSchemaSays() throws {
        let verb = try #require(CommandVerb.all.first { $0.name == "generate" })
        let text = String(decoding: ShopFixture.folder().read("shop/ground.json"), as: UTF8.self)
        try check(text, verb, "generate")
    }

    private func check(_ document: String, _ verb: CommandVerb, _ command: String) throws {
        let name = try #require(
            verb.source.firstMatch(of: #/schema\/[a-z-]+\.schema\.json/#)?.output,
            "\(verb) names no schema"
        )
        let schema = try JSONSchema(Repository.text(String(name)))
        let violations = schema.violations(of: try JSON(document))
        #expect(violations == [], "dossier \(command) against \(name)")
    }

    @Test func aViolationIsFound() throws {
        let schema = try JSONSchema(
            """
            {"type": "object", "required": ["a"], "additionalProperties": false, "properties": {
            "a": {"type": "array", "items": {"$ref": "#/$defs/count"}}, "b": {"enum": ["x"]}},
            "$defs": {"count": {"type": "integer", "minimum": 0}}}
            """
        )
        #expect(schema.violations(of: try JSON(#"{"a": [1, 2], "b": "x"}"#)) == [])
        let wrong = try JSON(#"{"a": [1, -2, "3"], "b": "y", "c": null}"#)
        #expect(
            schema.violations(of: wrong) == [
                "$.c: not allowed", "$.a[1]: minimum does not hold",
                "$.a[2]: type does not hold", "$.b: enum does not hold",
            ]
        )
        #expect(schema.violations(of: try JSON("{}")) == ["$: no member a"])
        #expect(throws: JSONSchema.Invalid.self) { try JSONSchema(#"{"not": {}}"#) }
    }
}
