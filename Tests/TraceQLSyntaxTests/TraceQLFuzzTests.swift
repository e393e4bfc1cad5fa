import DossierTraceQLSyntax
import TestSupport
import Testing

/// Whatever the text, reading does not trap, and what is read prints to what reads back equal.
@Suite struct TraceQLFuzzTests {
    private static let words = [
        "{", "}", "{", "}", "(", ")", "(", ")", "{}", "{ true }", "|", "|", "&&", "||", "=", "!=",
        "=~", "!~", ">", ">=", "<", "<=", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "&>", "&<",
        "&>>", "&<<", "&~", "+", "-", "*", "/", "%", "^", "!", ",", "nil", "true", "false", "error",
        "server", "1", "0", "2.5", "1e300", "maxInt", "minInt", "5ms", "1d12h", "\"s\"", "`r`",
        "`[`", "\"\\xff`\"", ".a", "span.b", "resource.service.name", "event.c", "link.d",
        "instrumentation.e", "parent.f", ".\"g h\"", ".\"9\"", "name", "duration", "status",
        "span:id", "event:name", "trace:duration", "kind", "nestedSetLeft", "by(.a)", "by", "by (",
        "coalesce()", "select(.a, name)", "select(", "count()", "avg(duration)", "sum(.a)", "max(",
        "> 1", "rate()", "| rate()", "count_over_time()", "min_over_time(duration)",
        "histogram_over_time(.a)", "quantile_over_time(duration, 0.5, .123456789)",
        "compare({ .a = 1 }, 5)", "compare(", "| topk(3)", "| bottomk(1)", "({} | rate())",
        "({} | count() > 1)", "({} | count())", "with(a=1)", "with(most_recent=true)", "// c\n",
        "/* c */", "Inf", "1.0 / 0",
    ]

    private func check(_ text: String, _ seed: UInt64) {
        guard let reading = try? TraceQLReading(parsing: text) else { return }
        let printed = reading.query.description
        guard let again = try? TraceQLReading(parsing: printed) else {
            Issue.record("seed \(seed): \(text) prints as \(printed), which is no query")
            return
        }
        let isEqual = again.query == reading.query || printed.contains("(0.0 / 0.0)")
        #expect(isEqual, "seed \(seed): \(text) prints as \(printed)")
        #expect(again.query.description == printed, "seed \(seed): \(text)")
        #expect(again.violation?.kind == reading.violation?.kind, "seed \(seed): \(text)")
    }

    @Test(arguments: UInt64(0)..<20)
    func soupOfWordsIsReadAndPrinted(_ seed: UInt64) {
        var words = RandomWords(Self.words, seed: seed)
        for _ in 0..<1500 { check(words.soup(), seed) }
    }

    @Test(arguments: UInt64(0)..<20)
    func queriesWithOtherWordsAreReadAndPrinted(_ seed: UInt64) {
        var words = RandomWords(Self.words, seed: 1000 + seed)
        let queries = CanonicalTextCases.all.map(\.canonical)
        for _ in 0..<1000 { check(words.changed(queries), seed) }
    }

    @Test(arguments: UInt64(0)..<20)
    func randomQueriesAreReadAndPrinted(_ seed: UInt64) {
        var queries = RandomQuery(seed: seed)
        var readCount = 0
        for _ in 0..<1000 {
            let text = queries.text()
            if (try? TraceQLReading(parsing: text)) != nil { readCount += 1 }
            check(text, seed)
        }
        #expect(readCount > 900)
    }

    @Test(arguments: UInt64(0)..<20)
    func damagedQueriesAndRandomBytesDoNotTrap(_ seed: UInt64) {
        var random = SplitMix64(seed: 2000 + seed)
        let queries = CanonicalTextCases.all.map(\.query) + RejectedCases.syntax.map(\.query)
        var mutator = Mutator(seed: seed)
        for _ in 0..<1000 {
            let query = Array(queries[random.below(queries.count)].utf8)
            let other = Array(queries[random.below(queries.count)].utf8)
            guard !query.isEmpty, !other.isEmpty else { continue }
            let damaged = mutator.damaged(query, other)
            if let text = String(validating: damaged, as: UTF8.self) { check(text, seed) }
            _ = try? TraceQLReading(parsing: damaged)
            let bytes = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? TraceQLReading(parsing: bytes)
        }
    }
}
