import DossierPromQL
import DossierRules
import DossierTemplates
import Testing

@Suite struct RuleTemplateTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("{{ 1 }} {{ -2.5 }} {{ \"a\\tb\" }} {{ `r` }} {{ true }}", "1 -2.5 a\tb r true"),
        ("{{ $value }} {{ .Value }} {{ $labels.job }} {{ .Labels.job }}", "0.1 0.1 web web"),
        ("{{ $labels.missing }}|{{ $externalLabels.dc }}|{{ $externalURL }}", "|eu|http://x.y/p"),
        ("a {{- 1 -}} b {{ 2 -}} c", "a1b 2c"),
        ("{{/* note */}}x{{- /* note */ -}} y", "xy"),
        ("{{ if eq $labels.job \"web\" \"api\" }}y{{ else }}n{{ end }}", "y"),
        ("{{ if gt $value 1.0 }}a{{ else if lt $value 0.5 }}b{{ else }}c{{ end }}", "b"),
        ("{{ with $labels.none }}x{{ else }}y{{ end }}{{ with $x := 3 }}{{ $x }}{{ end }}", "y3"),
        ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        (
            "{{ range $i, $e := query \"up\" }}{{ $i }}={{ $e.Value }}{{ $e | label \"job\" }} {{ end }}",
            "0=1a 1=0b "
        ),
        ("{{ range query \"none\" }}x{{ else }}nothing{{ end }}", "nothing"),
        ("{{ range query \"up\" }}{{ .Labels.job }}{{ break }}{{ end }}", "a"),
        ("{{ range sortByLabel \"job\" (query \"up\") }}{{ continue }}x{{ end }}", ""),
        ("{{ query \"up\" | first | value }}", "1"),
        ("{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" 5 }}", "<5>"),
        (
            "{{ define \"t\" }}{{ .arg0 }}{{ .arg1 }}{{ end }}{{ template \"t\" (args 1 \"b\") }}",
            "1b"
        ),
        ("{{ block \"b\" .Value }}[{{ . }}]{{ end }}", "[0.1]"),
        ("{{ and 1 0 }}{{ or 0 \"x\" }}{{ not true }}", "0xfalse"),
        ("{{ len \"abc\" }} {{ index $labels \"job\" }} {{ slice \"abcd\" 1 3 }}", "3 web bc"),
        ("{{ print 1 2 \"a\" \"b\" 3 }}", "1 2ab3"),
        (
            "{{ printf \"%05.1f|%-4s|%4s|%q|%x|%d%%|%v|%t|%e\" 3.14159 \"a\" \"b\" \"c\" 255 7 1.5 true 12345.678 }}",
            "003.1|a   |   b|\"c\"|ff|7%|1.5|true|1.234568e+04"
        ),
        ("{{ printf \"%.2f\" $value }} {{ $value | printf \"%.3f\" }}", "0.10 0.100"),
        (
            "{{ humanize 0.0 }} {{ humanize 1234567.0 }} {{ humanize 999999.5 }} {{ humanize 0.00012 }}",
            "0 1.235M 1000k 120u"
        ),
        (
            "{{ humanize1024 1048576.0 }} {{ humanize1024 0.5 }} {{ humanize \"1000\" }}",
            "1Mi 0.5 1k"
        ),
        (
            "{{ humanizeDuration 0 }} {{ humanizeDuration 59.9 }} {{ humanizeDuration 60.0 }}",
            "0s 59.9s 1m 0s"
        ),
        (
            "{{ humanizeDuration 100000.0 }} {{ humanizeDuration 0.0012 }} {{ humanizeDuration -3600.0 }}",
            "1d 3h 46m 40s 1.2ms -1h 0m 0s"
        ),
        (
            "{{ humanizePercentage 0.1234567 }} {{ humanizeTimestamp 1435065584.128 }}",
            "12.35% 2015-06-23 13:19:44.128 +0000 UTC"
        ),
        (
            "{{ toTime 0 }} {{ toDuration 3661.5 }} {{ parseDuration \"1h30m\" }}",
            "1970-01-01 00:00:00 +0000 UTC 1h1m1.5s 5400"
        ),
        ("{{ title \"aa bb CC\" }} {{ toUpper \"ab\" }} {{ toLower \"AB\" }}", "Aa Bb CC AB ab"),
        (
            "{{ stripPort \"a.b:80\" }} {{ stripPort \"[::1]:80\" }} {{ stripDomain \"a.b.c:80\" }}",
            "a.b ::1 a:80"
        ),
        ("{{ match \"a+\" \"baa\" }} {{ reReplaceAll \"(a)b\" \"${1}c\" \"abab\" }}", "true acac"),
        (
            "{{ graphLink \"up > 1\" }} {{ tableLink \"up\" }}",
            "/graph?g0.expr=up+%3E+1&g0.tab=0 /graph?g0.expr=up&g0.tab=1"
        ),
        (
            "{{ pathPrefix }} {{ externalURL }} {{ urlQueryEscape \"a b&c\" }}",
            "/p http://x.y/p a+b%26c"
        ),
        (
            "{{ 100000.0 }} {{ 1234567.0 }} {{ 0.00001 }} {{ 999999.5 }}",
            "100000 1.234567e+06 1e-05 999999.5"
        ),
        ("{{ html \"<a>\" }}{{ urlquery \"a b\" }}", "&lt;a&gt;a+b"),
        (
            "{{ html \"<\u{301}\" }}{{ js \"\\r\\n'\u{301}\" }}",
            "&lt;\u{301}\\u000D\\u000A\\'\u{301}"
        ),
    ])
    func expands(_ template: String, _ expected: String) throws {
        let parsed = try RuleTemplate(parsing: template, name: "t")
        let data = RuleTemplate.Data(
            labels: [("__name__", "m"), ("job", "web")],
            externalLabels: [("dc", "eu")],
            externalURL: "http://x.y/p",
            value: .float(0.1)
        )
        let output = try parsed.expand(data, at: 0) { text in
            guard text == "up" else { return [] }
            return [
                .init(labels: Labels(["job": "a"]), point: .float(1)),
                .init(labels: Labels(["job": "b"]), point: .float(0)),
            ]
        }
        #expect(output == expected)
    }

    /// What promtool 2.42 makes of these.
    @Test(arguments: [
        (
            "{{ 1e21 }} {{ 123456789.0 }} {{ 1e5 }} {{ 21.0 }} {{ 1e20 }}",
            "1e+21 1.23456789e+08 100000 21 1e+20"
        ),
        ("{{ printf \"%v %g %s\" 1e20 1e7 \"x\" }}", "1e+20 1e+07 x"),
        (
            "{{ printf \"%d\" 1.5 }}|{{ printf \"%s\" 1.5 }}|{{ printf \"%z\" 1 }}|{{ printf \"%d\" }}|{{ printf \"x\" 1 }}",
            "%!d(float64=1.5)|%!s(float64=1.5)|%!z(int=1)|%!d(MISSING)|x%!(EXTRA int=1)"
        ),
        ("{{ print 1.5 2.5 }} {{ print true nil }}", "1.5 2.5 true <nil>"),
        ("{{ .Labels }}", "map[__name__:m job:web]"),
        ("{{ $labels }}", "map[__name__:m job:web]"),
        ("{{ \"a\" | printf \"%s-%s\" \"b\" }}", "b-a"),
        (
            "{{ printf \"%+.2f % d %x %X %o %b %c\" 1.0 3 \"hi\" 255 8 5 65 }}",
            "+1.00  3 6869 FF 10 101 A"
        ),
        ("{{ title \"hello_world foo-bar it's\" }}", "Hello_world Foo-Bar It'S"),
        (
            "{{ stripPort \"foo\" }} {{ stripPort \"fe80::1\" }} {{ stripDomain \"10.1.2.3:80\" }} {{ stripDomain \"[::1]:80\" }} {{ stripDomain \"a.b\" }}",
            "foo fe80::1 10.1.2.3:80 [::1]:80 a"
        ),
        (
            "{{ humanize 1e-30 }} {{ humanize -5e3 }} {{ humanize \"NaN\" }} {{ humanize 999.9999 }} {{ humanize1024 1e30 }}",
            "1e-06y -5k NaN 1000 8.272e+05Yi"
        ),
        (
            "{{ humanizePercentage 1.0 }} {{ humanizePercentage 123.456789 }} {{ humanizePercentage 0.0001 }}",
            "100% 1.235e+04% 0.01%"
        ),
        ("{{ js \"<a>'\" }} {{ html \"a'b\\\"c&\" }}", "\\u003Ca\\u003E\\' a&#39;b&#34;c&amp;"),
        ("{{ if $value }}t{{ end }}{{ if 0.0 }}t{{ else }}f{{ end }}", "tf"),
        (
            "{{ $x := query \"up\" }}{{ len $x }}{{ (index (sortByLabel \"job\" $x) 0).Labels.job }}",
            "2a"
        ),
        (
            "{{ eq 1 1 2 }} {{ eq \"a\" \"b\" \"a\" }} {{ ne 1.5 2.5 }} {{ le 1 1 }} {{ ge \"b\" \"a\" }}",
            "true true true true true"
        ),
        ("{{ with query \"up\" }}{{ . | first | value | humanize }}{{ end }}", "1"),
        ("{{ range $e := query \"up\" }}{{ $e.Labels.job }}{{ end }}", "ab"),
        ("{{ index $labels \"none\" }}|", "|"),
        ("{{ sortByLabel \"job\" (query \"up\") | first | label \"job\" }}", "a"),
        ("{{ strvalue (first (query \"up\")) }}|", "|"),
        ("{{ 0x1F }} {{ 1_000 }} {{ 'a' }} {{ 1e3 }} {{ .5 }}", "31 1000 97 1000 0.5"),
        ("{{ safeHtml \"<\" }}{{ match \"^a\" \"ba\" }}", "<false"),
        ("{{ if and $value (gt $value 0.05) }}y{{ end }}", "y"),
        ("{{ template \"x\" }}{{ define \"x\" }}X{{ end }}", "X"),
        ("{{ reReplaceAll \"(?i)A\" \"<$0>\" \"aAb\" }}", "<a><A>b"),
        (
            "{{ printf \"%6.2f|%-8s|%08d|%t\" 3.14159 \"ab\" 42 false }}",
            "  3.14|ab      |00000042|false"
        ),
        ("{{ printf \"%v\" $labels.job }}", "web"),
        (
            "{{ printf \"%*d|%-4d|%T %U %E %G\" 5 42 7 1.5 65 1234.5 1e21 }}",
            "   42|7   |float64 U+0041 1.234500E+03 1E+21"
        ),
        ("{{ . }}", "{map[__name__:m job:web] map[dc:eu] http://x.y/p 0.1}"),
        ("{{ $ }}", "{map[__name__:m job:web] map[dc:eu] http://x.y/p 0.1}"),
    ])
    func expandsAsGoDoes(_ template: String, _ expected: String) throws {
        try expands(template, expected)
    }

    @Test(arguments: [(1, 100), (90, 500)])
    func endsTemplatesThatCallThemselves(_ blockCount: Int, _ limit: Int) throws {
        let blocks = String(repeating: "{{ if true }}", count: blockCount)
        let ends = String(repeating: "{{ end }}", count: blockCount)
        let text =
            #"{{ define "t" }}\#(blocks){{ template "t" }}\#(ends){{ end }}{{ template "t" }}"#
        let template = try RuleTemplate(parsing: text, name: "t")
        let error = #expect(throws: TemplateError.self) {
            try template.expand(.init(labels: [], value: .float(1)), at: 0) { _ in [] }
        }
        #expect(error?.description.contains("\(limit)") == true)
    }

    @Test(arguments: [
        ("{{ foo }}", "t:1: function \"foo\" not defined"),
        ("{{ $labels.a", "t:1: unclosed action"),
        ("{{ $x }}", "t:1: undefined variable \"$x\""), ("{{ if true }}", "t:1: unexpected EOF"),
        ("{{ end }}", "t:1: unexpected {{end}}"), ("{{ }}", "t:1: missing value for command"),
        ("\n{{ \"a }}", "t:2: unterminated quoted string"),
        ("{{ break }}", "t:1: {{break}} outside {{range}}"),
        ("{{/* x", "t:1: unclosed comment"),
        ("{{ 1 | 2 }}", "t:1: non executable command in pipeline stage 2"),
        ("{{ else }}", "t:1: unexpected {{else}}"), ("{{ if }}", "t:1: missing value for if"),
        ("{{ template x }}", "t:1: unexpected \"x\" in template clause"),
        ("{{ define }}{{ end }}", "t:1: unexpected \"}}\" in define clause"),
        ("{{ .a.b. }}", "t:1: unexpected <.> in operand"),
        ("{{ | }}", "t:1: unexpected \"|\" in command"),
        ("{{ ( }}", "t:1: unclosed left paren"), ("{{ (1 }}", "t:1: unclosed left paren"),
        ("{{ @ }}", "t:1: unexpected \"@\" in command"),
        ("{{ /* x }}", "t:1: unexpected \"/\" in command"),
        ("{{ .a-b }}", "t:1: bad character U+002D '-'"),
        ("{{ 'ab' }}", "t:1: malformed character constant: 'ab'"),
        ("{{ $x, $y := 1 }}", "t:1: too many declarations in command"),
        ("{{ range $a, $b, $c := .Labels }}{{ end }}", "t:1: too many declarations in range"),
    ])
    func rejectsMalformedTemplates(_ template: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) {
            try RuleTemplate(parsing: template, name: "t")
        }
        #expect(error?.description == message)
    }

    /// Columns count from behind the variables that Prometheus defines ahead of the text.
    @Test(arguments: [
        (
            "{{ .Foo }}",
            "t:1:115: executing \"t\" at <.Foo>: can't evaluate field Foo in type struct "
                + "{ Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; "
                + "Value interface {} }"
        ),
        (
            "a\nb {{ $value.x.y }}",
            "t:2:11: executing \"t\" at <$value.x.y>: can't evaluate field x in type float64"
        ),
        (
            "{{ .Labels.a.b }}",
            "t:1:122: executing \"t\" at <.Labels.a.b>: can't evaluate field b in type string"
        ),
        (
            "{{ humanize   \"x\" }}",
            "t:1:115: executing \"t\" at <humanize \"x\">: error calling humanize: "
                + "strconv.ParseFloat: parsing \"x\": invalid syntax"
        ),
        ("{{ toUpper 5 }}", "t:1:123: executing \"t\" at <5>: expected string; found 5"),
        (
            "{{ toUpper $value }}",
            "t:1:123: executing \"t\" at <$value>: wrong type for value; expected string; "
                + "got float64"
        ),
        (
            "{{ humanize 1 2 }}",
            "t:1:115: executing \"t\" at <humanize>: wrong number of args for humanize: "
                + "want 1 got 2"
        ),
        (
            "{{ first 5 }}",
            "t:1:121: executing \"t\" at <5>: can't handle 5 for arg of type "
                + "template.queryResult"
        ),
        (
            "{{ define \"in\" }}{{ .Foo }}{{ end }}{{ template \"in\" .Labels.a.b }}",
            "t:1:172: executing \"t\" at <.Labels.a.b>: can't evaluate field b in type string"
        ),
        (
            "{{ template \"x\" . }}",
            "t:1:124: executing \"t\" at <{{template \"x\" .}}>: template \"x\" not defined"
        ),
        ("{{ nil }}", "t:1:115: executing \"t\" at <nil>: nil is not a command"),
        (
            "{{ \"a\" 1 }}",
            "t:1:115: executing \"t\" at <\"a\">: can't give argument to non-function \"a\""
        ),
        ("{{ $x = 1 }}", "t:1:120: executing \"t\" at <1>: undefined variable: $x"),
    ])
    func saysWhereATemplateFailed(_ template: String, _ message: String) throws {
        let parsed = try RuleTemplate(parsing: template, name: "t")
        let data = RuleTemplate.Data(labels: [], value: .float(1))
        let error = #expect(throws: TemplateError.self) {
            try parsed.expand(data, at: 0) { _ in [] }
        }
        #expect(error?.description == "error executing template t: template: " + message)
    }

    @Test(arguments: [
        "{{ first (query \"none\") }}", "{{ humanize \"x\" }}", "{{ .Foo }}", "{{ $labels.a.b }}",
        "{{ and }}", "{{ len 3 }}", "{{ humanizeTimestamp 1e18 }}",
        "{{ index \"a\" 9 }}",
        "{{ .Value.x }}",
        "{{ reReplaceAll \"[\" \"\" \"\" }}", "{{ lt 1 \"a\" }}", "{{ template \"none\" }}",
        "{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}",
        "{{ range 100000000 }}{{ range 100000000 }}x{{ end }}{{ end }}",
    ])
    func failsWithoutTrapping(_ template: String) throws {
        let parsed = try RuleTemplate(parsing: template, name: "t")
        #expect(throws: TemplateError.self) {
            try parsed.expand(.init(labels: [], value: .float(1)), at: 0) { _ in [] }
        }
    }

    @Test func limitsNesting() {
        let deep = String(repeating: "{{if true}}", count: 5000)
        #expect(throws: TemplateError.self) { try RuleTemplate(parsing: deep, name: "t") }
        let parentheses = "{{ " + String(repeating: "(", count: 5000) + " }}"
        #expect(throws: TemplateError.self) { try RuleTemplate(parsing: parentheses, name: "t") }
    }
}
