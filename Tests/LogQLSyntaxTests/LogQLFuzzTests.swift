import DossierLogQLSyntax
import TestSupport
import Testing

/// Whatever the text, reading does not trap, and what is read prints to what reads back equal.
@Suite struct LogQLFuzzTests {
    private static let words = [
        "{", "}", "(", ")", #"{a="b"}"#, #"{a=~".+",c!="d"}"#, "|", "|=", "!=", "|~", "!~", "|>",
        "!>", "=", "==", "=~", ">", ">=", "<", "<=", "+", "-", "*", "/", "%", "^", ",", "and", "or",
        "unless", "by", "without", "by (x)", "without (y, z)", "on(x)", "ignoring()",
        "group_left(y)", "group_right", "bool", "offset", "offset 5m", "offset -1h", "[5m]",
        "[1h30m]",
        "[0s]", "| json", "json", "| logfmt --strict", "--keep-empty", "| unpack", "| decolorize",
        "| regexp `(?P<x>.)`", "| pattern `<x> y`", "| line_format `{{.x}}`", "| label_format x=y",
        "| label_format x=`{{upper .y}}`", "| drop x", "| keep x, y=`1`", "| unwrap x",
        "| unwrap duration(x)", "| x=`1`", "| x > 5", "x", "y", "x=`a.b[0]`", "sum", "sum(",
        "topk(5,", "sort_desc(", "rate(", "rate({a=`b`}[1m])", "count_over_time(",
        "quantile_over_time(0.9,", "label_replace(", "vector(1)", "1", "0.5", "1e3", "0x1p3", "5s",
        "1h30m", "10KB", "1.5MiB", "\"s\"", "`r`", "\"\\xff\"", "ip(`::1`)", "ip(\"10.0.0.0/8\")",
        "`<_> x`", "# c\n", "__error__=``",
    ]

    private func check(_ text: String, _ seed: UInt64) {
        guard let query = try? LogQLQuery(parsing: text) else { return }
        let printed = query.description
        guard let again = try? LogQLQuery(parsing: printed) else {
            Issue.record("seed \(seed): \(text) prints as \(printed), which is no query")
            return
        }
        #expect(again == query || printed.contains("(0 / 0)"), "seed \(seed): \(text)")
        #expect(again.description == printed, "seed \(seed): \(text)")
    }

    @Test(arguments: UInt64(0)..<20)
    func soupOfWordsIsReadAndPrinted(_ seed: UInt64) {
        var words = RandomWords(Self.words, seed: seed)
        for _ in 0..<1000 { check(words.soup(), seed) }
    }

    @Test(arguments: UInt64(0)..<20)
    func queriesWithOtherWordsAreReadAndPrinted(_ seed: UInt64) {
        var words = RandomWords(Self.words, seed: 1000 + seed)
        let queries = CanonicalTextCases.all.map(\.canonical)
        for _ in 0..<1000 { check(words.changed(queries), seed) }
    }

    @Test(arguments: UInt64(0)..<10)
    func damagedQueriesDoNotTrap(_ seed: UInt64) {
        var random = SplitMix64(seed: 2000 + seed)
        var mutator = Mutator(seed: seed)
        let queries = CanonicalTextCases.all.map { Array($0.query.utf8) }
        for _ in 0..<1000 {
            let (query, other) = (
                queries[random.below(queries.count)], queries[random.below(queries.count)]
            )
            _ = try? LogQLQuery(parsing: mutator.damaged(query, other))
        }
    }
}
