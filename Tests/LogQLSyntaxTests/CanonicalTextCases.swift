/// Queries and their canonical texts, which read back as themselves.
enum CanonicalTextCases {
    static let all: [(query: String, canonical: String)] = pipelines + filters + metrics + numbers

    private static let pipelines: [(query: String, canonical: String)] = [
        (#"{ a = "b" , c =~ "d.*" }"#, #"{a="b", c=~"d.*"}"#),
        (#"{a="b"} # comment"#, #"{a="b"}"#),
        ("{a=\"b\"} |= `x` # c\n!= \"y\"", #"{a="b"} |= "x" != "y""#),
        (#"({a="b"} |= "x")"#, #"{a="b"} |= "x""#),
        (#"{a!=""}"#, #"{a!=""}"#),
        (#"{sum="b"} | rate="1""#, #"{sum="b"} | rate="1""#),
        (#"{a="b"} |= "c" or "d" or ip("::1")"#, #"{a="b"} |= "c" or "d" or ip("::1")"#),
        (#"{a="b"} != "c" or ip("10.0.0.0/8")"#, #"{a="b"} != "c" != ip("10.0.0.0/8")"#),
        (#"{a="b"} |> "<_>x" !> "y<_>""#, #"{a="b"} |> "<_>x" !> "y<_>""#),
        (
            #"{a="b"}|json|logfmt --strict --keep-empty|unpack"#,
            #"{a="b"} | json | logfmt --strict --keep-empty | unpack"#
        ),
        (#"{a="b"} | json x="y.z", w"#, #"{a="b"} | json x="y.z",w="w""#),
        (#"{a="b"} | json x=`["a"].b[0]`"#, #"{a="b"} | json x="[\"a\"].b[0]""#),
        (
            #"{a="b"} | regexp "(?P<x>.)" | pattern "<y> z" | decolorize"#,
            #"{a="b"} | regexp "(?P<x>.)" | pattern "<y> z" | decolorize"#
        ),
        (
            #"{a="b"} | line_format "{{.x}}" | label_format c=d, e="{{.f | upper}}""#,
            #"{a="b"} | line_format "{{.x}}" | label_format c=d,e="{{.f | upper}}""#
        ),
        (#"{a="b"} | drop c, d=~"e" | keep f"#, #"{a="b"} | drop c,d=~"e" | keep f"#),
    ]

    private static let filters: [(query: String, canonical: String)] = [
        (#"{a="b"} | x="1", y="2" or z="3""#, #"{a="b"} | ( x="1" , ( y="2" or z="3" ) )"#),
        (#"{a="b"} | x="1" or y="2", z="3""#, #"{a="b"} | ( x="1" or ( y="2" , z="3" ) )"#),
        (#"{a="b"} | x="1" and y="2" or z="3""#, #"{a="b"} | ( ( x="1" , y="2" ) or z="3" )"#),
        (
            #"{a="b"} | x="1" y="2" and z="3" or w="4""#,
            #"{a="b"} | ( x="1" , ( ( y="2" , z="3" ) or w="4" ) )"#
        ),
        (#"{a="b"} | (x="1" or y="2") and z!="3""#, #"{a="b"} | ( ( x="1" or y="2" ) , z!="3" )"#),
        (#"{a="b"} | x > - 1 | y = 2.50"#, #"{a="b"} | x>-1 | y==2.5"#),
        (
            #"{a="b"} | x >= 1h30m | y < 1.5s | z == 1w"#,
            #"{a="b"} | x>=1h30m0s | y<1.5s | z==168h0m0s"#
        ),
        (
            #"{a="b"} | x > 1KB | y <= 1.5KiB | z != 3MB"#,
            #"{a="b"} | x>1kB | y<=1536B | z!=3MB"#
        ),
        (
            #"{a="b"} | x = ip("10.0.0.1-10.0.0.9") | y != ip("::1/64")"#,
            #"{a="b"} | x=ip("10.0.0.1-10.0.0.9") | y!=ip("::1/64")"#
        ),
    ]

    private static let metrics: [(query: String, canonical: String)] = [
        (#"rate({a="b"}[1m])"#, #"rate({a="b"}[1m])"#),
        (#"RATE({a="b"} |= "x" [90s] offset 5m)"#, #"rate({a="b"} |= "x"[1m30s] offset 5m0s)"#),
        (
            #"rate({a="b"}[1m] offset -5m | json | unwrap x)"#,
            #"rate({a="b"} | json | unwrap x[1m] offset -5m0s)"#
        ),
        (#"rate(({a="b"} | json)[1m])"#, #"rate({a="b"} | json[1m])"#),
        (
            #"sum_over_time(({a="b"})[1m] | unwrap bytes(x) | __error__="")"#,
            #"sum_over_time({a="b"} | unwrap bytes(x) | __error__=""[1m])"#
        ),
        (
            #"quantile_over_time(0.9, {a="b"} | unwrap x [1m]) by (z)"#,
            #"quantile_over_time(0.9,{a="b"} | unwrap x[1m]) by (z)"#
        ),
        (#"sum(rate({a="b"}[1m])) by (c, d)"#, #"sum by (c,d)(rate({a="b"}[1m]))"#),
        (#"sum by () (rate({a="b"}[1m]))"#, #"sum(rate({a="b"}[1m]))"#),
        (#"max without () (rate({a="b"}[1m]))"#, #"max without ()(rate({a="b"}[1m]))"#),
        (#"topk(5, rate({a="b"}[1m])) without (c)"#, #"topk without (c)(5,rate({a="b"}[1m]))"#),
        (
            #"rate({a="b"}[1m]) or rate({c="d"}[1m]) and rate({e="f"}[1m])"#,
            #"(rate({a="b"}[1m]) or (rate({c="d"}[1m]) and rate({e="f"}[1m])))"#
        ),
        (
            #"rate({a="b"}[1m]) * on(x) group_left(y) rate({c="d"}[1m])"#,
            #"(rate({a="b"}[1m]) * on (x) group_left (y) rate({c="d"}[1m]))"#
        ),
        (
            #"rate({a="b"}[1m]) * on(x) group_right (rate({c="d"}[1m]))"#,
            #"(rate({a="b"}[1m]) * on (x) group_right rate({c="d"}[1m]))"#
        ),
        (#"sum(rate({a="b"}[1m])) > bool 1 + 1"#, #"(sum(rate({a="b"}[1m])) > bool 2)"#),
        (#"vector(1.50) or vector(0)"#, #"(vector(1.5) or vector(0))"#),
        (
            #"label_replace(rate({a="b"}[1m]), "c", "$1", "a", "(.).*")"#,
            #"label_replace(rate({a="b"}[1m]),"c","$1","a","(.).*")"#
        ),
    ]

    private static let numbers: [(query: String, canonical: String)] = [
        ("1 + 2 * 3 ^ 2 ^ 0", "7"), ("1 - 2 - 3", "-4"), ("2 ^ 3 ^ 2", "512"), ("-1 ^ 2", "1"),
        ("1 + 1 - -1", "3"), ("1+1--1", "3"), ("1 > 1 > 1", "0"), ("1 > bool 2", "0"),
        ("0x1p3", "8"), ("1 / 0", "(0 / 0)"), ("5 % 0", "(0 / 0)"), ("2 ^ 2000", "(10 ^ 999)"),
    ]
}
