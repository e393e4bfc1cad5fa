/// Queries and their canonical texts.
enum CanonicalTextCases {
    static let filters: [(query: String, canonical: String)] = [
        ("{}", "{ true }"),
        ("{ .a = \"x\" }", "{ .a = `x` }"),
        ("{.a=1&&.b!=2.5||.c}", "{ ((.a = 1) && (.b != 2.5)) || .c }"),
        ("{ .a || .b && .c }", "{ (.a || .b) && .c }"),
        ("{ .a + .b * .c ^ 2 ^ .d > 1 }", "{ (.a + (.b * (.c ^ (2 ^ .d)))) > 1 }"),
        ("{ -.a * 2 < 1 }", "{ (-(.a * 2)) < 1 }"),
        ("{ -.a + 2 < 1 }", "{ ((-.a) + 2) < 1 }"),
        ("{ !.a = true }", "{ (!.a) = true }"),
        ("{ !.a * .b = true }", "{ (!(.a * .b)) = true }"),
        ("{ (-5) * .a > 1 }", "{ ((-5) * .a) > 1 }"),
        ("{ .a - -5 = 0 }", "{ (.a - -5) = 0 }"),
        // A name swallows operators.
        ("{ .a+1 }", "{ .a+1 }"),
        ("{ span.a-b[0]:c@d/e }", "{ span.a-b[0]:c@d/e }"),
        ("{ span.\"a b\".c.\"d\" = 1 }", "{ span.\"a b.c.d\" = 1 }"),
        (#"{ ."q\"\\" }"#, #"{ ."q\"\\" }"#),
        ("{ ." + "\"5\" }", "{ .\"5\" }"),
        ("{ span.5 }", "{ span.5 }"),
        ("{ span.\"\" }", "{ span.\"\" }"),
        ("{ .span.x && span.resource.x }", "{ .span.x && span.resource.x }"),
        ("{ .π = 1 }", "{ .π = 1 }"),
        ("{ .by && .select }", "{ .by && .select }"),
        // Intrinsics.
        ("{ span:name = `a` && trace:duration > 1s }", "{ (name = `a`) && (traceDuration > 1s) }"),
        ("{ trace:rootService = rootName }", "{ rootServiceName = rootName }"),
        (
            "{ event:timeSinceStart > 1ms && link:spanID != nil }",
            "{ (event:timeSinceStart > 1ms) && (link:spanID != nil) }"
        ),
        // Existence.
        ("{ nil = .a }", "{ .a = nil }"),
        ("{ nil != .a + .b }", "{ (.a + .b) != nil }"),
        ("{ .a = nil && true }", "{ (.a = nil) && true }"),
        ("{ nil = nil || nil != nil }", "{ false }"),
        // Constants.
        ("{ .a = 017 }", "{ .a = 17 }"),
        ("{ .a = maxInt }", "{ .a = 9223372036854775807 }"),
        ("{ .a = minInt }", "{ .a = minInt }"),
        ("{ .a = 1e3 || .a = .5 || .a = 5. }", "{ ((.a = 1000.0) || (.a = 0.5)) || (.a = 5.0) }"),
        ("{ .a = 1e6 }", "{ .a = 1e+06 }"),
        ("{ .a > 1.0 / 0 }", "{ .a > +Inf }"),
        ("{ .a < -1.0 / 0 }", "{ .a < -Inf }"),
        ("{ .a = 0.0 / 0 }", "{ .a = (0.0 / 0.0) }"),
        ("{ .a = 1d12h || .a = 30m1h }", "{ (.a = 36h0m0s) || (.a = 1h30m0s) }"),
        ("{ .a = 1.5h || .a = 1us }", "{ (.a = 1h30m0s) || (.a = 1µs) }"),
        ("{ .a = 1y }", "{ .a = 8760h0m0s }"),
        ("{ .a = \"\\x41\\u00e9\\101\\n\" }", "{ .a = `AéA\n` }"),
        ("{ .a = \"`\" }", "{ .a = \"`\" }"),
        (#"{ .a = "\xff" }"#, #"{ .a = "\xff" }"#),
        ("{ .a = `\\n` }", "{ .a = `\\n` }"),
        ("{ .a = \"// no comment\" } // one", "{ .a = `// no comment` }"),
        ("{ /* a\n */ .a }", "{ .a }"),
        // Folding.
        ("{ 1 + 1 = 2 && .a }", "{ true && .a }"),
        ("{ 1 / 2 = .a }", "{ 0 = .a }"),
        ("{ 1 / 0 = .a }", "{ (1 / 0) = .a }"),
        ("{ 7 % -3 = .a }", "{ 1 = .a }"),
        ("{ 2 ^ 3 = .a }", "{ 8 = .a }"),
        ("{ 2 ^ -1 = .a }", "{ 0.5 = .a }"),
        ("{ duration > 1s + 500ms }", "{ duration > 1.5e+09 }"),
        ("{ minInt / -1 = .a }", "{ minInt = .a }"),
        ("{ minInt % -1 = .a }", "{ 0 = .a }"),
        ("{ \"ab\" =~ \"a.\" = .a }", "{ true = .a }"),
        ("{ \"a\" < \"b\" && ok != error }", "{ true }"),
    ]

    static let pipelines: [(query: String, canonical: String)] = [
        ("{} > {} ~ {}", "(({ true }) > ({ true })) ~ ({ true })"),
        ("{} && {} > {}", "({ true }) && (({ true }) > ({ true }))"),
        ("{} !>> ({} &<< {})", "({ true }) !>> (({ true }) &<< ({ true }))"),
        (
            "{} | by(.a) | coalesce() | select(name, .b)",
            "{ true }|by(.a)|coalesce()|select(name, .b)"
        ),
        ("by(1 + .a)", "by(1 + .a)"),
        ("{}|count()>1|avg(duration)<=1s", "{ true }|(count()) > 1|(avg(duration)) <= 1s"),
        ("sum(.a) = 6 / 4 * 2.5", "(sum(.a)) = 2.5"),
        ("max(.a) > -3", "(max(.a)) > -3"),
        ("({} | count() > 1) && ({.a})", "({ true }|(count()) > 1) && ({ .a })"),
        (
            "({.a} | {.b}) && ({.c}) > ({.d} | {.e})",
            "({ .a }|{ .b }) && (({ .c }) > ({ .d }|{ .e }))"
        ),
        ("(({} | count() > 1))", "{ true }|(count()) > 1"),
        ("{} with(a=1, most_recent=true)", "{ true } with(a=1,most_recent=true)"),
        ("{} with(a=1) with(b=`x`)", "{ true } with(b=`x`)"),
    ]

    static let metrics: [(query: String, canonical: String)] = [
        ("{} | rate() by (name, .a)", "{ true } | rate()by(name,.a)"),
        (
            "{} | count_over_time() with(sample=0.1)",
            "{ true } | count_over_time() with(sample=0.1)"
        ),
        (
            "{} | quantile_over_time(duration, .5, 1, 0.1234567) by(kind)",
            "{ true } | quantile_over_time(duration,0.50000,1.00000,0.1234567)by(kind)"
        ),
        ("{} | histogram_over_time(.a)", "{ true } | histogram_over_time(.a)"),
        ("{} | compare({.a = 1})", "{ true } | compare({ .a = 1 })"),
        ("{} | compare({}, 5, 1, 2)", "{ true } | compare({ true }, 5, 1, 2)"),
        ("{} | compare({}, 7)", "{ true } | compare({ true }, 7)"),
        ("{} | rate() > 100ms | topk(3) != -1.5", "{ true } | rate() > 0.1 | topk(3) != -1.5"),
        ("({} | rate()) >= 10 * 3", "{ true } | rate() >= 30"),
        ("(({} | rate()))", "{ true } | rate()"),
        ("1 + 2 + ({} | rate())", "3 + ({ true } | rate())"),
        ("-100 * ({} | rate())", "-100 * ({ true } | rate())"),
        (
            "({} | rate()) * 2 + 1 > 3 | topk(1)",
            "(({ true } | rate()) * 2) + 1 > 3 | topk(1)"
        ),
        (
            "1 - ({.a} | rate() | bottomk(2)) / ({} | rate() < 5)",
            "1 - (({ .a } | rate() | bottomk(2)) / ({ true } | rate() < 5))"
        ),
        ("({} | rate()) * 1e20", "({ true } | rate()) * 1e+20"),
        ("({} | rate()) + (1.0/0)", "({ true } | rate()) + +Inf"),
        ("({} | rate()) * 1e6", "({ true } | rate()) * 1000000"),
    ]

    static let all = filters + pipelines + metrics
}
