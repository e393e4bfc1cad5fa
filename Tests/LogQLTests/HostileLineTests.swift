import DossierLogQL
import DossierLogQLSyntax
import TestSupport
import Testing

/// Lines that are made to take long: each test ends in a moment, or not at all.
@Suite struct HostileLineTests {
    private func run(_ stages: String, _ line: String) throws -> LogEntry? {
        guard case .log(let query) = try LogQLQuery(parsing: "{a=`b`} \(stages)") else {
            return nil
        }
        var pipeline = try EntryPipeline(query.stages)
        pipeline.begin(StoredEntry(line: Array(line.utf8)))
        return pipeline.run() ? pipeline.entry : nil
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test func deepObjectsAreWalkedWithoutRecursion() throws {
        let line = repeated(#"{"a":"#, 100_000) + "1" + repeated("}", 100_000)
        let entry = try #require(try run("| json", line))
        #expect(entry.labels.error == nil)
    }

    @Test func namesOfDeepObjectsAreBounded() throws {
        let line = repeated(#"{"x":1,"a":"#, 50_000) + "1" + repeated("}", 50_000)
        let entry = try #require(try run("| json", line))
        #expect(entry.labels.error == .json)
    }

    @Test func equalNamesInADeepObjectAreBounded() throws {
        let line =
            repeated(#"{"a":"#, 50_000) + "{" + repeated(#""x":1,"#, 100_000) + #""x":1}"#
            + repeated("}", 50_000)
        let entry = try #require(try run("| json", line))
        #expect(entry.labels.error == .json)
    }

    @Test func objectsThatAreNotClosedAreReadOnce() throws {
        let entry = try #require(try run("| json", repeated(#"{"a":"#, 20_000)))
        #expect(entry.labels.error == .json)
    }

    @Test func manyKeysAreHashed() throws {
        let members = (0..<100_000).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
        let entry = try #require(try run("| json | k99999=`99999`", "{\(members)}"))
        #expect(entry.labels.error == nil)
        let pairs = (0..<100_000).map { "k\($0)=\($0)" }.joined(separator: " ")
        #expect(try run("| logfmt | k99999=`99999`", pairs) != nil)
    }

    @Test(arguments: [
        ("| json", #"{"a":""# + String(repeating: "\\", count: 100_000)),
        ("| json x=`a[5].b`", String(repeating: "[", count: 100_000)),
        ("| json x=`a.b`", String(repeating: #"{"b":"#, count: 20_000)),
        ("| logfmt", String(repeating: "a=\"", count: 30_000)),
        ("| logfmt", String(repeating: "=", count: 100_000)),
        ("| unpack", String(repeating: "{\"a\":[", count: 20_000)),
        ("| pattern `<a>xy<b>z`", String(repeating: "x", count: 100_000)),
        ("| decolorize", String(repeating: "\u{1b}[", count: 30_000)),
        ("| decolorize", String(repeating: "\u{1b}]a;", count: 30_000)),
        ("|= ip(`10.0.0.0/8`)", String(repeating: "1.", count: 50_000)),
        ("|= ip(`::1`)", String(repeating: "a:", count: 50_000)),
        ("|> `<_>ab<_>`", String(repeating: "a", count: 100_000)),
        ("|~ `(a*)*b`", String(repeating: "a", count: 20_000)),
    ])
    func longLinesTakeLinearTime(_ stages: String, _ line: String) throws {
        _ = try run(stages, line)
    }

    @Test func templatesThatDoubleALabelAreStopped() throws {
        let stages = repeated("| label_format x=`{{.x}}{{.x}}a` ", 60)
        let entry = try #require(try run(stages, ""))
        #expect(entry.labels.error == .template)
    }

    @Test func namesOfManyLinesAreForgotten() throws {
        guard case .log(let query) = try LogQLQuery(parsing: "{a=`b`} | json | kept=`x`") else {
            Issue.record("is no log query")
            return
        }
        var pipeline = try EntryPipeline(query.stages)
        for number in 0..<3000 {
            let name = "\(number)" + repeated("n", 4000)
            let line = #"{"\#(name)":1,"kept":"x"}"#
            pipeline.begin(StoredEntry(line: Array(line.utf8)))
            let isKept = pipeline.run()
            #expect(isKept)
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func randomBytesDoNotTrap(_ seed: UInt64) throws {
        let stages = [
            "| json", "| json x=`a.b[1]`, y=`[\"c\"]`", "| logfmt --strict --keep-empty",
            "| logfmt x=`a`", "| unpack", "| regexp `(?P<x>[a-z]+)=(?P<y>.)?`",
            "| pattern `<x>=<_>,<y>`", "| decolorize", "|> `<_>a<_>`", "|= ip(`10.0.0.0/8`)",
            "| json | x>1KB or y<1s | label_format z=`{{.x | trunc 3}}`",
        ]
        let words = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\"a\":", "\"b\":1", "\\u00e9", "\\ud83d",
            "null", "true", "1.5e3", "a=b", " ", "=", "10.1.2.3", "::1", "\u{1b}[1m", "é", "\n",
        ]
        var random = SplitMix64(seed: seed)
        var pipelines = try stages.map { stage in
            guard case .log(let query) = try LogQLQuery(parsing: "{a=`b`} \(stage)") else {
                return try EntryPipeline([])
            }
            return try EntryPipeline(query.stages)
        }
        for _ in 0..<1000 {
            var line: [UInt8] = random.below(2) == 0 ? [UInt8(ascii: "{")] : []
            for _ in 0..<random.below(30) { line += words[random.below(words.count)].utf8 }
            if !line.isEmpty, random.below(3) == 0 {
                line[random.below(line.count)] = UInt8(random.below(256))
            }
            let entry = StoredEntry(line: line)
            for index in pipelines.indices {
                pipelines[index].begin(entry)
                _ = pipelines[index].run()
            }
        }
    }
}
