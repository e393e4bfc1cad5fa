/// Expressions, and what is said about them.
enum ParserCases {
    /// An expression and its canonical form.
    static let valid: [(String, String)] = [
        ("1", "1"),
        ("5m", "5m"),
        ("1h30m", "1h30m"),
        ("90d", "90d"),
        ("365d", "1y"),
        ("Inf", "+Inf"),
        ("-iNf", "-Inf"),
        ("nan", "NaN"),
        ("0x1F", "31"),
        ("010", "8"),
        ("08", "8"),
        ("1_000", "1000"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1e-7", "0.0000001"),
        ("-1", "-1"),
        ("- 1", "-1"),
        ("--1", "1"),
        ("-1^2", "-1 ^ 2"),
        ("2^-1", "2 ^ -1"),
        ("1 + 2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("2^3^4", "2 ^ 3 ^ 4"),
        ("x or y and z unless w", "x or y and z unless w"),
        ("1 == bool 2", "1 == bool 2"),
        ("x ATAN2 y", "x atan2 y"),
        ("x </ 5", "x </ 5"),
        ("x >/ 5", "x >/ 5"),
        ("foo", "foo"),
        ("foo{}", "foo"),
        ("{a=\"b\"}", "{a=\"b\"}"),
        ("foo{a='b',c!~`d.*`,}", "foo{a=\"b\",c!~\"d.*\"}"),
        ("{\"my.metric\", \"a.b\"=\"x\"}", "{__name__=\"my.metric\",\"a.b\"=\"x\"}"),
        ("foo:bar", "foo:bar"),
        (":a", ":a"),
        ("foo[5m]", "foo[5m]"),
        ("foo[300]", "foo[5m]"),
        ("foo[3e-5]", "foo[0.00003]"),
        ("foo[5m:3e-5] offset 1e-9", "foo[5m:0.00003] offset 0.000000001"),
        ("foo[5m] offset 1m", "foo[5m] offset 1m"),
        ("foo offset -1m", "foo offset -1m"),
        ("foo @ 1.5", "foo @ 1.500"),
        ("foo offset 5m @ start()", "foo @ start() offset 5m"),
        ("foo[5m] @ end() offset 1h", "foo[5m] @ end() offset 1h"),
        ("foo @ -1", "foo @ -1.000"),
        ("foo @ 5m", "foo @ 300.000"),
        ("foo[1h:]", "foo[1h:]"),
        ("rate(foo[5m])[1h:1m] offset 1d", "rate(foo[5m])[1h:1m] offset 1d"),
        ("sum(x)", "sum(x)"),
        ("SUM BY (a) (x)", "sum by (a) (x)"),
        ("sum(x) without (a, \"b.c\")", "sum without (a, \"b.c\") (x)"),
        ("sum without() (x)", "sum without () (x)"),
        ("sum by() (x)", "sum(x)"),
        ("topk(3, x)", "topk(3, x)"),
        ("count_values('v', x)", "count_values(\"v\", x)"),
        ("x + on(a) y", "x + on (a) y"),
        ("x + on() y", "x + on () y"),
        ("x * ignoring(a,b) group_left(c,) y", "x * ignoring (a, b) group_left (c) y"),
        ("x * on(a) group_right y", "x * on (a) group_right () y"),
        ("x * ignoring() group_left y", "x * ignoring () group_left () y"),
        ("x + fill(0) y", "x + fill (0) y"),
        ("x + on(a) fill_left(-1) fill_right(2) y", "x + on (a) fill_left (-1) fill_right (2) y"),
        ("fill + fill(0) fill", "fill + fill (0) fill"),
        ("foo[2*step()]", "foo[2 * step()]"),
        ("foo[(1m+2m)*3:step()]", "foo[(1m + 2m) * 3:step()]"),
        ("foo offset -min_of(step(), 1s)", "foo offset -min_of(step(), 1s)"),
        ("foo offset -2 ^ 2", "foo offset -2s ^ 2"),
        ("foo[range()] anchored", "foo[range()] anchored"),
        ("foo smoothed offset 5m", "foo smoothed offset 5m"),
        ("abs(x)", "abs(x)"),
        ("round(x, 5)", "round(x, 5)"),
        ("label_join(x, 'a', '')", "label_join(x, \"a\", \"\")"),
        ("time()", "time()"),
        ("start()", "start()"),
        ("info(x, {a='b'})", "info(x, {a=\"b\"})"),
        ("info(x, {})", "info(x, {})"),
        ("sum", "sum"),
        ("by", "by"),
        ("offset", "offset"),
        ("sum by (on, bool) (x)", "sum by (on, bool) (x)"),
        ("step", "step"),
        ("min_of", "min_of"),
        ("anchored", "anchored"),
        ("x # comment", "x"),
        ("{a=\"b\" # comment }\n}", "{a=\"b\"}"),
        ("'a\\'\\x41\\u00e9'", "\"a'Aé\""),
        ("`a\\n`", "\"a\\\\n\""),
        ("\"\\xff\"", "\"\\xff\""),
        ("histogram_quantiles(x, 'q', 0.5, 0.9)", "histogram_quantiles(x, \"q\", 0.5, 0.9)"),
    ]

    /// An expression and its error.
    ///
    /// Messages and positions are those of Prometheus 2.42, but where
    /// later versions accept more.
    static let invalid: [(String, String)] = [
        ("1 +", "1:4: parse error: unexpected end of input"),
        ("foo @", "1:6: parse error: unexpected end of input in @, expected timestamp"),
        ("foo @ bar", "1:7: parse error: unexpected identifier \"bar\" in @, expected timestamp"),
        (
            "foo offset",
            "1:11: parse error: unexpected end of input in offset, expected number, duration, step(), or range()"
        ),
        (
            "foo offset bar",
            "1:12: parse error: unexpected identifier \"bar\" in offset, expected number, duration, step(), or range()"
        ),
        ("foo[5m", "1:7: parse error: unclosed left bracket"),
        ("foo[5m:", "1:8: parse error: unclosed left bracket"),
        ("foo[5m:x]", "1:8: parse error: unexpected word \"x\" in duration expression"),
        ("foo[5m:5m", "1:10: parse error: unclosed left bracket"),
        ("foo[5m:5m:5m]", "1:11: parse error: unexpected repeated colon in duration expression"),
        ("foo[x]", "1:5: parse error: unexpected word \"x\" in duration expression"),
        (
            "foo[]",
            "1:5: parse error: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()"
        ),
        ("foo[0m]", "1:5: parse error: duration must be greater than 0"),
        ("foo[5m", "1:7: parse error: unclosed left bracket"),
        (
            "sum by foo",
            "1:8: parse error: unexpected identifier \"foo\" in grouping opts, expected \"(\""
        ),
        ("sum by (foo", "1:12: parse error: unclosed left parenthesis"),
        ("sum by (foo,,", "1:13: parse error: unexpected \",\" in grouping opts, expected label"),
        ("sum by (,)", "1:9: parse error: unexpected \",\" in grouping opts, expected label"),
        (
            "sum by (1) (x)",
            "1:9: parse error: unexpected number \"1\" in grouping opts, expected label"
        ),
        ("sum(", "1:5: parse error: unclosed left parenthesis"),
        ("sum(x", "1:6: parse error: unclosed left parenthesis"),
        ("sum x", "1:5: parse error: unexpected identifier \"x\""),
        ("sum()", "1:1: parse error: no arguments for aggregate expression provided"),
        (
            "sum(x,y)",
            "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2"
        ),
        (
            "topk(x)",
            "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1"
        ),
        (
            "topk(1,x,y)",
            "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 3"
        ),
        (")", "1:2: parse error: unexpected right parenthesis ')'"),
        ("(", "1:2: parse error: unclosed left parenthesis"),
        ("()", "1:2: parse error: unexpected \")\""),
        ("(1", "1:3: parse error: unclosed left parenthesis"),
        ("1)", "1:3: parse error: unexpected right parenthesis ')'"),
        ("{", "1:2: parse error: unexpected end of input inside braces"),
        ("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
        ("{a", "1:3: parse error: unexpected end of input inside braces"),
        ("{a=", "1:4: parse error: unexpected end of input inside braces"),
        ("{a=}", "1:4: parse error: unexpected \"}\" in label matching, expected string"),
        ("{a=\"x\"", "1:7: parse error: unexpected end of input inside braces"),
        (
            "{a=\"x\" b=\"y\"}",
            "1:8: parse error: unexpected identifier \"b\" in label matching, expected \",\" or \"}\""
        ),
        (
            "{a=\"x\",,}",
            "1:8: parse error: unexpected \",\" in label matching, expected identifier or \"}\""
        ),
        ("{a=~\"[\"}", "1:2: parse error: error parsing regexp: missing closing ]: `[`"),
        (
            "{a=~\"*\"}",
            "1:2: parse error: error parsing regexp: missing argument to repetition operator: `*`"
        ),
        ("{a!}", "1:3: parse error: unexpected character after '!' inside braces: '}'"),
        ("{a!x}", "1:3: parse error: unexpected character after '!' inside braces: 'x'"),
        ("{!}", "1:2: parse error: unexpected character after '!' inside braces: '}'"),
        ("!", "1:1: parse error: unexpected character after '!': '�'"),
        ("!x", "1:1: parse error: unexpected character after '!': 'x'"),
        ("=", "1:1: parse error: unexpected \"=\""),
        ("a=b", "1:2: parse error: unexpected \"=\""),
        ("a = b", "1:3: parse error: unexpected \"=\""),
        ("a =~ b", "1:3: parse error: unexpected character after '=': '~'"),
        ("a =", "1:3: parse error: unexpected \"=\""),
        ("a ! b", "1:3: parse error: unexpected character after '!': ' '"),
        ("foo{a=\"x\"}{b=\"y\"}", "1:11: parse error: unexpected \"{\""),
        ("foo bar", "1:5: parse error: unexpected identifier \"bar\""),
        ("foo 1", "1:5: parse error: unexpected number \"1\""),
        ("foo \"x\"", "1:5: parse error: unexpected string \"\\\"x\\\"\""),
        ("1 1", "1:3: parse error: unexpected number \"1\""),
        ("\"a\" \"b\"", "1:5: parse error: unexpected string \"\\\"b\\\"\""),
        ("\"a", "1:1: parse error: unterminated quoted string"),
        ("'a", "1:1: parse error: unterminated quoted string"),
        ("`a", "1:1: parse error: unterminated raw string"),
        ("\"\\x\"", "1:1: parse error: illegal character U+0022 '\"' in escape sequence"),
        ("\"\\400\"", "1:1: parse error: escape sequence is an invalid Unicode code point"),
        ("\"\\ud800\"", "1:1: parse error: escape sequence is an invalid Unicode code point"),
        ("\"\\UFFFFFFFF\"", "1:1: parse error: escape sequence is an invalid Unicode code point"),
        ("\"\\q\"", "1:1: parse error: unknown escape sequence U+0071 'q'"),
        ("\"\\xg1\"", "1:1: parse error: illegal character U+0067 'g' in escape sequence"),
        ("\"\\u12\"", "1:1: parse error: illegal character U+0022 '\"' in escape sequence"),
        ("abs(", "1:5: parse error: unclosed left parenthesis"),
        ("abs()", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 0"),
        ("abs(x,y)", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 2"),
        (
            "abs(1)",
            "1:5: parse error: expected type instant vector in call to function \"abs\", got scalar"
        ),
        ("abs(x,)", "1:6: parse error: trailing commas not allowed in function call args"),
        ("abs(,x)", "1:5: parse error: unexpected \",\""),
        ("ABS(x)", "1:1: parse error: unknown function with name \"ABS\""),
        ("foo(x)", "1:1: parse error: unknown function with name \"foo\""),
        (
            "rate(x)",
            "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector"
        ),
        ("rate(x[5m])[5m]", "1:12: parse error: ranges only allowed for vector selectors"),
        ("x[5m][5m]", "1:6: parse error: ranges only allowed for vector selectors"),
        (
            "x[5m][5m:]",
            "1:1: parse error: subquery is only allowed on instant vector, got matrix instead"
        ),
        (
            "-x[5m]",
            "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"range vector\""
        ),
        (
            "x[5m]+1",
            "1:1: parse error: binary expression must contain only scalar and instant vector types"
        ),
        (
            "1+x[5m]",
            "1:3: parse error: binary expression must contain only scalar and instant vector types"
        ),
        (
            "\"a\"+1",
            "1:1: parse error: binary expression must contain only scalar and instant vector types"
        ),
        ("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier"),
        ("1 + bool 1", "1:3: parse error: bool modifier can only be used on comparison operators"),
        (
            "x and 1",
            "1:1: parse error: set operator \"and\" not allowed in binary scalar expression"
        ),
        ("1 or x", "1:1: parse error: set operator \"or\" not allowed in binary scalar expression"),
        (
            "1 and 1",
            "1:1: parse error: set operator \"and\" not allowed in binary scalar expression"
        ),
        (
            "x and on(a) group_left(b) y",
            "1:1: parse error: no grouping allowed for \"and\" operation"
        ),
        (
            "x + on(a) group_left(a) y",
            "1:3: parse error: label \"a\" must not occur in ON and GROUP clause at once"
        ),
        ("x + on(a) 1", "1:1: parse error: vector matching only allowed between instant vectors"),
        ("x + group_left(a) y", "1:5: parse error: unexpected <group_left>"),
        ("x offset 5m offset 5m", "1:1: parse error: offset may not be set multiple times"),
        ("x @ 1 @ 2", "1:1: parse error: @ <timestamp> may not be set multiple times"),
        (
            "1 offset 5m",
            "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        ),
        (
            "1 @ 5",
            "1:1: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        ),
        (
            "(x) offset 5m",
            "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        ),
        (
            "1 anchored",
            "1:1: parse error: anchored modifier must be preceded by an instant vector selector or range vector selector"
        ),
        (
            "(x) smoothed",
            "1:1: parse error: smoothed modifier must be preceded by an instant vector selector or range vector selector"
        ),
        ("x @ Inf", "1:1: parse error: timestamp out of bounds for @ modifier: +Inf"),
        ("x @ NaN", "1:1: parse error: timestamp out of bounds for @ modifier: NaN"),
        (
            "x @ 1e30",
            "1:1: parse error: timestamp out of bounds for @ modifier: 1000000000000000019884624838656.000000"
        ),
        ("x @ start", "1:10: parse error: unexpected end of input in @, expected timestamp"),
        ("x @ start(", "1:11: parse error: unclosed left parenthesis"),
        (
            "foo{__name__=\"bar\"}",
            "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\""
        ),
        (
            "{\"foo\", __name__=\"bar\", __name__!=\"baz\"}",
            "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\""
        ),
        (
            "foo{,}",
            "1:5: parse error: unexpected \",\" in label matching, expected identifier or \"}\""
        ),
        ("sum(x) by (a) by (b)", "1:15: parse error: unexpected <by>"),
        ("sum by (a) (x) by (b)", "1:16: parse error: unexpected <by>"),
        ("a[5m]:b", "1:6: parse error: unexpected metric identifier \":b\""),
        ("5mm", "1:1: parse error: bad number or duration syntax: \"5mm\""),
        ("5m5h", "1:1: parse error: not a valid duration string: \"5m5h\""),
        ("1h5", "1:1: parse error: bad number or duration syntax: \"1h5\""),
        ("1e", "1:1: parse error: bad number or duration syntax: \"1e\""),
        (
            "0x",
            "1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"0x\": invalid syntax"
        ),
        ("0xg", "1:1: parse error: bad number or duration syntax: \"0x\""),
        ("1__0", "1:1: parse error: bad number or duration syntax: \"1__\""),
        ("1_", "1:1: parse error: bad number or duration syntax: \"1_\""),
        ("1.5m", "1:1: parse error: not a valid duration string: \"1.5m\""),
        ("#", "1:1: parse error: no expression found in input"),
        ("# foo", "1:1: parse error: no expression found in input"),
        ("x ^^ y", "1:4: parse error: unexpected <op:^>"),
        ("x ** y", "1:4: parse error: unexpected <op:*>"),
        ("x == == y", "1:6: parse error: unexpected <op:==>"),
        ("x & y", "1:3: parse error: unexpected character: '&'"),
        ("x | y", "1:3: parse error: unexpected character: '|'"),
        ("x $ y", "1:3: parse error: unexpected character: '$'"),
        ("x ; y", "1:3: parse error: unexpected character: ';'"),
        ("x ~ y", "1:3: parse error: unexpected character: '~'"),
        ("x é", "1:3: parse error: unexpected character: 'é'"),
        ("é", "1:1: parse error: unexpected character: 'é'"),
        ("x{é=\"a\"}", "1:3: parse error: unexpected character inside braces: 'é'"),
        (
            "x{a=\"b\"}[5m] offset",
            "1:20: parse error: unexpected end of input in offset, expected number, duration, step(), or range()"
        ),
        (
            "sum without (without) (x)",
            "1:14: parse error: unexpected <without> in grouping opts, expected label"
        ),
        ("on", "1:1: parse error: unexpected <on>"),
        ("bool", "1:1: parse error: unexpected <bool>"),
        ("ignoring", "1:1: parse error: unexpected <ignoring>"),
        ("group_left", "1:1: parse error: unexpected <group_left>"),
        ("atan2", "1:1: parse error: unexpected <op:atan2>"),
        ("bool + 1", "1:1: parse error: unexpected <bool>"),
        (
            "x + on y",
            "1:8: parse error: unexpected identifier \"y\" in grouping opts, expected \"(\""
        ),
        (
            "x + on(a,b y",
            "1:12: parse error: unexpected identifier \"y\" in grouping opts, expected \",\" or \")\""
        ),
        (
            "x + on(a) group_left(c y",
            "1:24: parse error: unexpected identifier \"y\" in grouping opts, expected \",\" or \")\""
        ),
        ("x + bool", "1:9: parse error: unexpected end of input"),
        ("x + group_left", "1:5: parse error: unexpected <group_left>"),
        ("x + ignoring(a) ignoring(b) y", "1:17: parse error: unexpected <ignoring>"),
        ("x or or y", "1:9: parse error: unexpected identifier \"y\""),
        ("[5m]", "1:1: parse error: unexpected \"[\""),
        ("[", "1:1: parse error: unexpected \"[\""),
        ("]", "1:1: parse error: unexpected right bracket ']'"),
        ("x]", "1:2: parse error: unexpected right bracket ']'"),
        ("x[5m]]", "1:6: parse error: unexpected right bracket ']'"),
        ("x[[5m]]", "1:3: parse error: unexpected character in duration expression: '['"),
        ("x{a=\"b\"", "1:8: parse error: unexpected end of input inside braces"),
        ("x{a=\"b\"}}", "1:9: parse error: unexpected character: '}'"),
        ("x}", "1:2: parse error: unexpected character: '}'"),
        ("}", "1:1: parse error: unexpected character: '}'"),
    ]
}
