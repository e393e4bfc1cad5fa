/// Queries, and how they are read.
enum ReadingCases {
    static let all: [(query: String, canonical: String)] = [
        ("  ", "*"), ("*", "*"), ("*:*", "*"), ("(*)", "*"), ("_exists_:*", "*"),
        ("a", "a"), ("a b", "a OR b"), ("a || b && c", "a OR (b AND c)"),
        ("a AND b OR c AND d", "(a AND b) OR (c AND d)"),
        ("NOT (a OR b)", "NOT (a OR b)"), ("a AND NOT b", "a AND (NOT b)"),
        ("+a +b c", "a AND b"), ("+a -b", "a AND (NOT b)"), ("a OR -b", "a AND (NOT b)"),
        ("a AND -b", "a AND (NOT b)"), ("+a AND b OR c", "a AND b"),
        ("a b AND c -d", "(a OR (b AND c)) AND (NOT d)"),
        ("(a b) (c d)", "(a OR b) OR (c OR d)"), ("f:(a AND -b)", "f:a AND (NOT f:b)"),
        ("f:(a g:b)", "f:a OR g:b"), ("f : a", "f:a"),
        ("a&&b", "a&&b"), ("a-b+c", "a-b+c"), (#"\(1\+1\)\:2"#, #""(1+1):2""#),
        (#"f:\*"#, #"f:"*""#), (#"f:a\ b"#, #"f:"a b""#), (#""AND""#, #""AND""#),
        ("f:\"\"", "f:\"\""), ("f:**", "f:*"), ("f:a*?b", "f:a*?b"), (#"f:\-a*"#, #"f:\-a*"#),
        ("f:[* TO *]", "f:*"), ("f:[a TO *}", "f:[a TO *]"), ("f:<5", "f:[* TO 5}"),
        ("f:>\"a b\"", "f:{\"a b\" TO *]"), ("f:[\"TO\" TO \"a]\"]", "f:[\"TO\" TO \"a]\"]"),
        ("f:>=-5", "f:[-5 TO *]"), ("f:[now-1d/d TO now]", "f:[now-1d/d TO now]"),
        ("time:now-1d/d", "time:\"now-1d/d\""), ("f:a^2.5", "f:a"), ("(a b)^3 c", "(a OR b) OR c"),
        ("/a.b/", "/a.b/"), (#"/\d\\\//"#, #"/\d\\\//"#), (#"a\*b\*:1"#, #"a\*b\*:1"#),
        ("http.*:x", #"http.\*:x"#), ("*:x", #"\*:x"#), ("_exists_:http.*", #"http.\*:*"#),
        ("_exists_:(a OR b)", "a:* OR b:*"), ("f:*", "f:*"), ("NOT f:*", "NOT f:*"),
        ("a\u{3000}b", "a OR b"), ("größe:für", "größe:für"), (#"\AND:a"#, #"\AND:a"#),
        ("_exists_:_exists_", "_exists_:_exists_"), ("! a", #""!" OR a"#),
        ("http.status_code:200", "http.status_code:200"),
        ("a a", "a"), ("a b a c b", "a OR b OR c"), ("a AND b AND a", "a AND b"),
        ("a AND (b OR b) AND f:(b b)", "a AND b AND f:b"), ("-a -a", "NOT a"),
    ]

    /// The column where something is wrong, and a part of what is said about it.
    static let errors: [(query: String, column: Int, message: String)] = [
        ("_exists_:\"\"", 10, "expected the name of a field"),
        ("a)", 2, "no `(` is open"), ("((a) b", 1, "the parenthesis is not closed"),
        ("()", 2, "expected a term"), ("f:", 3, "expected a value behind `f:`"),
        ("f:-5", 3, #"write \- for a value that begins with -"#),
        ("f:AND", 3, "put the word in quotes"), ("a OR OR b", 6, "expected a term behind `OR`"),
        ("NOT", 4, "expected a term behind `NOT`"), ("a +", 4, "expected a term behind `+`"),
        ("--a", 2, "one of +, -, ! and NOT may stand before a term"),
        ("NOT NOT a", 5, "one of +, -, ! and NOT may stand before a term"),
        ("a AND (b OR", 12, "expected a term behind `OR`"),
        (#""a b"~2"#, 6, "proximity search is not supported"),
        ("a~1", 2, "fuzzy search is not supported"), ("a^x", 2, "expected a number behind `^`"),
        ("/api/v1/users", 8, #"write \/ for a slash"#), ("f:[1 5]", 6, "`TO` between the bounds"),
        ("f:[1 TO ]", 9, "expected the upper bound"), ("f:[TO 5]", 4, "expected the lower bound"),
        ("f:>", 3, "expected a value right behind `>`"), ("f:>5*", 3, "a bound has no wildcards"),
        (">5", 1, "a body has no range"), ("message:[a TO b]", 9, "a body has no range"),
        ("severity_number:1*", 17, "has no wildcards"),
        ("time:2026*", 6, "a time has no wildcards"),
        ("time:/2026/", 6, "a time has no wildcards"), ("time:soon", 6, "`soon` is not a time"),
        ("time:[2026 TO 2026-13]", 6, "`2026-13` is not a time"),
        ("time:2026-11-03T10:30", 19, #"write \: for a colon"#),
        ("f:/[/", 3, "3: invalid regular expression: missing closing ]: `[`"),
        ("a?b:1", 1, "is no name of a field"),
        ("_exists_:/a/", 10, "expected the name of a field"), ("a]", 2, #"write \] or \}"#),
        (#"a\"#, 2, "stands before nothing"), ("\"a\":b", 4, "unexpected `:`"),
    ]

    /// Queries that classic Lucene reads otherwise, and paths without quotes; and others.
    static let hints: [(query: String, isHinted: Bool)] = [
        ("a OR b AND c", true), ("a AND b c", true), ("a NOT b", true), ("NOT a OR b", true),
        ("NOT a NOT b", true), ("(a OR b AND c) AND d", true),
        ("a OR b OR c", false), ("a AND b AND NOT c", false), ("NOT a AND b", false),
        ("(a AND b) OR c", false), ("a b -c", false), ("+a b", false), ("a -b", false),
        ("+a AND b OR c", false), ("NOT a", false), ("", false),
        ("path:/api/v1", true), ("/a//b/", true), ("path:/api/\"v1\"", true),
        ("path:/api/", false), ("(/a/)", false), ("/a/^2", false), ("/a/ OR b", false),
        ("/a/\u{3000}b", false), ("path:\"/api/v1\"", false),
    ]
}
