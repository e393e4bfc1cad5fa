import DossierLogQL
import DossierLogQLSyntax
import Testing

/// What stages make of lines, as `{…} stages` says.
@Suite struct EntryPipelineTests {
    struct Case: CustomTestStringConvertible {
        var stages: String
        var line: String
        /// The labels that the stages set; nil if they drop the line.
        var parsed: [String: String]?
        var output: String?
        var stream = ["app": "a"]
        var metadata: [String: String] = [:]

        var testDescription: String { "\(stages) over \(line)" }
    }

    private static func run(_ one: Case) throws -> LogEntry? {
        guard case .log(let query) = try LogQLQuery(parsing: "{a=`b`} \(one.stages)") else {
            return nil
        }
        var pipeline = try EntryPipeline(query.stages)
        func labels(_ labels: [String: String]) -> [StoredEntry.Label] {
            labels.map { .init(name: Array($0.utf8), value: Array($1.utf8)) }
        }
        pipeline.begin(
            StoredEntry(
                line: Array(one.line.utf8),
                nanoseconds: 1_700_000_000_123_456_789,
                stream: labels(one.stream),
                metadata: labels(one.metadata)
            )
        )
        return pipeline.run() ? pipeline.entry : nil
    }

    private static func labels(of entry: LogEntry, _ wanted: LabelCategory) -> [String: String] {
        var labels: [String: String] = [:]
        for label in entry.labels.all where label.category == wanted {
            labels[String(decoding: label.name, as: UTF8.self)] = String(
                decoding: label.value,
                as: UTF8.self
            )
        }
        return labels
    }

    private func check(_ one: Case) throws {
        guard let entry = try Self.run(one) else {
            #expect(one.parsed == nil, "the line is dropped")
            return
        }
        var parsed = Self.labels(of: entry, .parsed)
        if let error = entry.labels.error { parsed["__error__"] = error.rawValue }
        #expect(parsed == one.parsed)
        let line = String(decoding: entry.line, as: UTF8.self)
        #expect(line == one.output ?? one.line)
    }

    @Test(arguments: [
        Case(stages: "|= `b`", line: "abc", parsed: [:]), Case(stages: "|= `d`", line: "abc"),
        Case(stages: "|= ``", line: "", parsed: [:]), Case(stages: "!= ``", line: "abc"),
        Case(stages: "|= `d` or `c`", line: "abc", parsed: [:]),
        Case(stages: "!= `d` or `c`", line: "abc"),
        Case(stages: "|~ `^a.c$`", line: "abc", parsed: [:]),
        Case(stages: "|~ `a.c`", line: "a\nc"), Case(stages: "!~ `B`", line: "abc", parsed: [:]),
        Case(stages: "|> `a<_>c`", line: "xabc", parsed: [:]),
        Case(stages: "|> `a<_>c`", line: "ac"), Case(stages: "|> `a<_>c`", line: "abcd"),
        Case(stages: "|> `<_>`", line: ""), Case(stages: "|> ``", line: "", parsed: [:]),
        Case(stages: "!> `<_>b<_>`", line: "abc"),
        Case(stages: "|= ip(`192.168.0.0/16`)", line: "x192.168.1.7y", parsed: [:]),
        Case(stages: "|= ip(`192.168.0.0/16`)", line: "192.168.1.7.9"),
        Case(stages: "|= ip(`::1`)", line: "from [0:0::1]:80", parsed: [:]),
        Case(stages: "!= ip(`::1`)", line: "10.0.0.1", parsed: [:]),
    ])
    func linesAreFiltered(_ one: Case) throws { try check(one) }

    @Test(arguments: [
        Case(
            stages: "| json",
            line: #"{"a":"x","b":{"c":1.50,"d":{"e":true}},"n":null,"l":[1,{"q":2}],"a":"y"}"#,
            parsed: ["a": "x", "b_c": "1.50", "b_d_e": "true"]
        ),
        Case(
            stages: "| json",
            line: #"{"app":"p","1x":"d","a b":"s","":"e","é-":"z","q":"\"\u00e9\n"}"#,
            parsed: ["app_extracted": "p", "_1x": "d", "a_b": "s", "__": "z", "q": "\"é\n"]
        ),
        Case(
            stages: "| json",
            line: #"{"a":"x","b":{"c":1},"#,
            parsed: ["a": "x", "b_c": "1", "__error__": "JSONParserErr"]
        ),
        Case(
            stages: "| json",
            line: #"{"a":"x","b":{"c":1"#,
            parsed: ["a": "x", "__error__": "JSONParserErr"]
        ),
        Case(stages: "| json", line: #"{"a":"x"} more"#, parsed: ["a": "x"]),
        Case(stages: "| json", line: "text", parsed: ["__error__": "JSONParserErr"]),
        Case(stages: "| json", line: "", parsed: ["__error__": "JSONParserErr"]),
        Case(stages: "| json", line: "{}", parsed: [:]),
        Case(
            stages: #"| json x="a.b[1].c", y="a", z"#,
            line: #"{"a":{"b":[0,{"c":"v"}]}}"#,
            parsed: ["x": "v", "y": #"{"b":[0,{"c":"v"}]}"#, "z": ""]
        ),
        Case(
            stages: #"| json x="a.b""#,
            line: #"{"a":1,"a":{"b":2}"#,
            parsed: ["x": "2"]
        ),
        Case(
            stages: #"| json x="a.b[1]", y="c", z="d""#,
            line: #"{"e":{"f":[1},"a":{"b":[0,"\u0062",]},"c":["\"\u0062"],"d":1"#,
            parsed: ["x": "b", "y": #"["\"\u0062"]"#, "z": "1"]
        ),
        Case(
            stages: #"| json x="a[0]", y="a.b", z="b""#,
            line: #"{"a":{"0":1} "b":2}"#,
            parsed: ["x": "", "y": "", "z": ""]
        ),
        Case(
            stages: "| json",
            line: #"{"a":"x","\q":[],"b":"y"}"#,
            parsed: ["a": "x", "__error__": "JSONParserErr"]
        ),
        Case(
            stages: "| logfmt",
            line: #"a=b c="d \"e\"" f= g h=i=j a=k "l"=m 1n=o"#,
            parsed: ["a": "b", "c": #"d "e""#, "_1n": "o"]
        ),
        Case(
            stages: "| logfmt --keep-empty",
            line: "a= b",
            parsed: ["a": "", "b": ""]
        ),
        Case(
            stages: "| logfmt --strict",
            line: "a=b c=d=e f=g",
            parsed: ["a": "b", "__error__": "LogfmtParserErr"]
        ),
        Case(
            stages: #"| logfmt x="a", b"#,
            line: "a=1 a=2",
            parsed: ["x": "2", "b": ""]
        ),
        Case(
            stages: #"| json | json a, b="d", c"#,
            line: #"{"a":1,"a":{"c":1},"b":2,"d":3}"#,
            parsed: ["a": "1", "a_c": "1", "b": "2", "d": "3", "c": ""]
        ),
        Case(
            stages: #"| logfmt | logfmt a, b="d", c"#,
            line: "a=1 a=2 b=3 d=4 d=5",
            parsed: ["a": "1", "b": "3", "d": "4", "c": ""]
        ),
        Case(
            stages: "| regexp `(?P<m>[A-Z]+) (?P<p>/[a-z]*)?`",
            line: "x GET y",
            parsed: ["m": "GET", "p": ""]
        ),
        Case(stages: "| regexp `(?P<m>[0-9])`", line: "x", parsed: [:]),
        Case(stages: "| regexp `(?P<m>[0-9]*)`", line: "x", parsed: ["m": ""]),
        Case(
            stages: "| pattern `<a> <_> <b>;`",
            line: "1 2 3",
            parsed: ["a": "1", "b": "3"]
        ),
        Case(stages: "| pattern `x<a>`", line: "yx1", parsed: [:]),
        Case(
            stages: "| unpack",
            line: #"{"_entry":"the\tline","a":"b","n":1}"#,
            parsed: ["a": "b"],
            output: "the\tline"
        ),
        Case(stages: "| unpack", line: #"{"a":"b"}"#, parsed: [:]),
        Case(stages: "| unpack", line: "x", parsed: ["__error__": "JSONParserErr"]),
    ])
    func linesAreParsed(_ one: Case) throws { try check(one) }

    @Test(arguments: [
        Case(stages: "| logfmt | a=`b`", line: "a=b", parsed: ["a": "b"]),
        Case(stages: "| a!=`b`", line: "", parsed: [:]), Case(stages: "| a!=1", line: ""),
        Case(stages: "| logfmt | a=~`.`", line: "a=bb"),
        Case(stages: "| logfmt | a>1", line: "a=1.5", parsed: ["a": "1.5"]),
        Case(
            stages: "| logfmt | a>1",
            line: "a=b",
            parsed: ["a": "b", "__error__": "LabelFilterErr"]
        ),
        Case(stages: "| logfmt | a>=1m", line: "a=1m0.5s", parsed: ["a": "1m0.5s"]),
        Case(stages: "| logfmt | a<1KiB", line: "a=1KB", parsed: ["a": "1KB"]),
        Case(
            stages: "| logfmt | a=ip(`10.0.0.0/8`)",
            line: "a=10.9.8.7",
            parsed: ["a": "10.9.8.7"]
        ),
        Case(stages: "| logfmt | a!=ip(`10.0.0.0/8`)", line: "b=1"),
        Case(
            stages: "| logfmt | a>1 or b=`c`",
            line: "a=x b=d",
            parsed: [
                "a": "x", "b": "d", "__error__": "LabelFilterErr",
            ]
        ),
        Case(stages: "| json | __error__=``", line: "x"),
        Case(stages: "| json | drop __error__", line: "x", parsed: [:]),
        Case(stages: "| logfmt | drop a, b=`2`, c=`4`", line: "a=1 b=2 c=3", parsed: ["c": "3"]),
        Case(stages: "| logfmt | keep a, b=~`3`", line: "a=1 b=2", parsed: ["a": "1"]),
    ])
    func labelsAreFiltered(_ one: Case) throws { try check(one) }

    @Test(arguments: [
        Case(
            stages: "| logfmt | line_format `{{.a}}-{{.none}}{{.app}}`",
            line: "a=1",
            parsed: [
                "a": "1"
            ],
            output: "1-a"
        ),
        Case(
            stages: "| line_format `{{ __line__ | upper }}`",
            line: "ab",
            parsed: [:],
            output: "AB"
        ),
        Case(
            stages: "| line_format `{{ __timestamp__ | unixEpochNanos }}`",
            line: "",
            parsed: [:],
            output: "1700000000123456789"
        ),
        Case(
            stages: "| line_format `{{ div 1 0 }}`",
            line: "ab",
            parsed: ["__error__": "TemplateFormatErr"]
        ),
        Case(
            stages: "| logfmt | label_format b=a, c=`{{.a}}{{.b}}`",
            line: "a=1",
            parsed: [
                "b": "1", "c": "1",
            ]
        ),
        Case(stages: "| label_format app=`x`, c=none", line: "", parsed: ["app": "x"]),
        Case(stages: "| decolorize", line: "\u{1b}[1;31mred\u{1b}[0m", parsed: [:], output: "red"),
        Case(stages: "| decolorize", line: "a\u{1b}[1;xb", parsed: [:], output: "a;xb"),
        Case(stages: "| decolorize", line: "a\u{1b}[12;;7;;x", parsed: [:], output: "a;;x"),
        Case(stages: "| decolorize", line: "a\u{1b}[;xb", parsed: [:], output: "a\u{1b}[;xb"),
        Case(
            stages: "| line_format `{{ title __line__ }}`",
            line: "ßb ab ǆ",
            parsed: [:],
            output: "ßb Ab ǅ"
        ),
    ])
    func linesAndLabelsAreFormatted(_ one: Case) throws { try check(one) }

    @Test func metadataNamedLikeALabelOfTheStreamHasAnotherName() throws {
        let one = Case(
            stages: "| logfmt",
            line: "both=p md=q",
            stream: ["both": "s"],
            metadata: ["both": "m", "md": "n"]
        )
        let entry = try #require(try Self.run(one))
        #expect(Self.labels(of: entry, .stream) == ["both": "s"])
        #expect(Self.labels(of: entry, .metadata) == ["md": "n"])
        #expect(Self.labels(of: entry, .parsed) == ["both_extracted": "p", "md_extracted": "q"])
    }
}
