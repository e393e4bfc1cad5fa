import DossierPrimitives

/// Random query strings; some of them are none.
struct RandomQuery {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }

    mutating func query() -> String { group(depth: 2) }

    private mutating func group(depth: Int) -> String {
        (0...[0, 0, 1, 1, 2, 3][below(6)]).map { index in
            let junction = index == 0 ? "" : pick(["", "", "AND ", "AND ", "OR ", "&& "])
            let mark = pick(["", "", "", "", "NOT ", "-", "+", "!"])
            if depth > 0, below(4) == 0 {
                let field = below(3) == 0 ? pick(Self.fields) : ""
                return "\(junction)\(mark)\(field)(\(group(depth: depth - 1)))"
            }
            return "\(junction)\(mark)\(term())"
        }
        .joined(separator: " ")
    }

    private mutating func term() -> String {
        switch below(10) {
        case 0, 1, 2: return pick(Self.bodyTerms)
        case 3: return pick(Self.ownTerms)
        default: return pick(Self.fields) + value()
        }
    }

    private mutating func value() -> String {
        switch below(6) {
        case 0: return "*"
        case 1: return pick(["a*", "?", "*b", "x?y", "*1*", "a\\*b", "*é", "[1*"])
        case 2: return pick(["/a.?/", "/[0-9]+/", "/.*/", "/A|b/", "/x.y/", "/(a|5)*/"])
        case 3:
            return pick(["[", "{"]) + bound() + " TO " + bound() + pick(["]", "}"])
        case 4: return pick([">", ">=", "<", "<="]) + pick(["5", "1.5", "a", "10", "\"a b\""])
        default: return scalar()
        }
    }

    private mutating func bound() -> String {
        pick([
            "*", "0", "1", "5", "10", "0.25", "-3", "a", "b", "1e10", "9007199254740992.5", "true",
        ])
    }

    private mutating func scalar() -> String {
        pick([
            "a", "A", "ab", "10", "5", "5.0", "true", "\"\"", "\"x y\"", "é", "1e10", "0.25", ".25",
            "9007199254740993", "\"-5\"", "9223372036854775807", "x", "\"{\\\"b\\\":1}\"", "日本",
        ])
    }

    private static let fields = [
        "a:", "a:", "b:", "a.b:", "a.b.c:", "a.x:", "m:", "m.b.c:", "http.status:", "zone:",
        "attributes.a:", "resource.a:", "scope.m:", "scope.m.x:", "service:", "service.name:",
        "http.\\*:", "a.\\*:", "\\*:", "resource.\\*:", "body.b:", "body.b.c:", "body.x:", "nope:",
        "b\\*:", "attributes.level:",
    ]

    private static let bodyTerms = [
        "timeout", "Request", "request", "\"took 5\"", "user", "user-7", "\"user 7\"", "café",
        "ÜBER",
        "host-3", "connection AND refused", "\"refused by upstream\"", "ms", "time*", "*out",
        "us?r",
        "user*", "caf?", "*é", "/re(quest|try)/", "/[0-9]+/", "/.*ï.*/", "/TIME.*/", "true", "null",
        "10", "b", "x_y", "\"a b\"", "logged", "\"naïve café1\"", "naïve", "body:*",
        "message:failed",
        "\"...\"", "日本", "größe", "σίγμα", "trace", "0000000000000005", "\"code 3\"", "\"\"",
        "infinity", "हिन्दी*", "cafe\u{301}", "cafe", "*दी",
    ]

    private static let ownTerms = [
        "severity:INFO", "severity:*", "level:info", "level:E*", "level:/w.*/", "level:[e TO j]",
        "severity_number:>=9", "severity_number:[5 TO 13}", "severity_number:*",
        "severity_number:0",
        "severity_number:9.0", "trace_id:*", "trace_id:000000000000000?0000000000000002",
        "trace_id:00000000000000050000000000000005", "trace_id:[0 TO 0000000000000009]",
        "span_id:*", "span_id:000000000000000A", "span_id:/.*1/", "event_name:user*",
        "event_name:timeout", "scope.name:lib*", "scope.name:*", "scope.version:1.2",
        "time:2026-11-03", "time:[2026-11-03T12 TO 2026-11-03T18}", "time:<2026", "time:*",
        "@timestamp:>=2026-11-04", "time:{now-1d/d TO now/d]", "time:1970", "time:now/d",
    ]
}
