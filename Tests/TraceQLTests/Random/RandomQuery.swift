import DossierPrimitives

/// Random TraceQL queries as text; some of them break a rule of the language.
struct RandomQuery {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }

    mutating func query() -> String {
        var text = spansets(depth: 2)
        for _ in 0..<[0, 0, 0, 1, 1, 2][below(6)] { text += " | " + stage() }
        return text
    }

    private mutating func stage() -> String {
        switch below(7) {
        case 0: return filter()
        case 1: return "by(\(pick(Self.grouping)))"
        case 2: return "coalesce()"
        case 3: return "count() \(pick(Self.comparisons)) \(below(4))"
        case 4:
            let function = pick(["avg", "min", "max", "sum"])
            let field = pick(["duration", "span.a", ".x", "resource.r", "span:childCount"])
            return
                "\(function)(\(field)) \(pick(Self.comparisons)) \(pick(["0", "1", "2ms", "1.5"]))"
        case 5: return "select(\(pick(Self.grouping)))"
        default: return "by(\(pick(Self.grouping))) | \(pick(["coalesce()", "count() > 1"]))"
        }
    }

    private mutating func spansets(depth: Int) -> String {
        guard depth > 0, below(2) == 0 else { return filter() }
        if below(5) == 0 {
            return "(\(filter()) | \(stage())) \(pick(Self.operators)) (\(filter()) | \(stage()))"
        }
        return
            "(\(spansets(depth: depth - 1)) \(pick(Self.operators)) \(spansets(depth: depth - 1)))"
    }

    private mutating func filter() -> String {
        below(8) == 0 ? "{ }" : "{ \(condition(depth: 2)) }"
    }

    private mutating func condition(depth: Int) -> String {
        guard depth > 0 else { return comparison() }
        switch below(8) {
        case 0...2: return comparison()
        case 3...5: return "\(condition(depth: depth - 1)) && \(condition(depth: depth - 1))"
        case 6: return "(\(condition(depth: depth - 1)) || \(condition(depth: depth - 1)))"
        default: return "!(\(condition(depth: depth - 1)))"
        }
    }

    private mutating func comparison() -> String {
        switch below(20) {
        case 0...8: return "\(pick(Self.attributes)) \(pick(Self.comparisons)) \(pick(Self.values))"
        case 9:
            return
                "\(pick(Self.attributes)) \(pick(["=~", "!~"])) \(pick(["`r.*`", "`.*e.*`", "`(?i)red`", "``"]))"
        case 10: return "\(pick(Self.attributes)) \(pick(["=", "!="])) nil"
        case 11: return "\(pick([".flag", "span.flag", ".x", "!.flag", "!span.b"]))"
        case 12:
            return "\(pick(Self.attributes)) \(pick(Self.comparisons)) \(pick(Self.attributes))"
        case 13:
            return
                "\(pick(Self.attributes)) \(pick(["+", "-", "*", "/", "%", "^"])) \(pick(["1", "2", "0", "0.5"]))"
                + " \(pick(Self.comparisons)) \(pick(["1", "2", "3.5"]))"
        case 14: return "-\(pick(Self.attributes)) < \(pick(["1", "-1"]))"
        default: return intrinsic()
        }
    }

    private mutating func intrinsic() -> String {
        let texts = [
            "name", "statusMessage", "rootName", "rootServiceName", "event:name",
            "instrumentation:name", "instrumentation:version",
        ]
        switch below(12) {
        case 0: return "status \(pick(["=", "!="])) \(pick(["error", "ok", "unset"]))"
        case 1: return "kind \(pick(["=", "!="])) \(pick(["server", "client", "unspecified"]))"
        case 2, 3:
            return "\(pick(["duration", "traceDuration"])) \(pick(Self.comparisons)) "
                + pick(["1ms", "50ms", "2s", "0", "5000000.5"])
        case 4...6:
            return "\(pick(texts)) \(pick(Self.comparisons)) "
                + pick(["`SELECT`", "`cart`", "``", "`exception`", "`grpc`", "`checkout`"])
        case 7:
            return
                "\(pick(texts)) \(pick(["=~", "!~"])) \(pick(["`(?i)check.*`", "`.+`", "`re.*`"]))"
        case 8: return "span:childCount \(pick(Self.comparisons)) \(below(3))"
        case 9: return "nestedSetParent \(pick(["<", ">="])) 0"
        case 10:
            return "event:timeSinceStart \(pick(Self.comparisons)) \(pick(["1ms", "0", "500us"]))"
        default:
            return pick([
                "span:parentID != nil", "link:spanID = `b000000000000001`",
                "link:traceID = `00000000000000070000000000000001`",
                "trace:id = `1`", "trace:id != `5a5a5a5a5a5a5a5a0000000000000002`",
                "span:id = `a000000000000001`", "span:parentID = `a000000000000064`",
                "span:id > `a000000000000065`", "resource.service.name = `shop`",
                "duration > traceDuration / 2", "name = rootName",
            ])
        }
    }

    private static let comparisons = ["=", "!=", "<", "<=", ">", ">="]
    private static let attributes = [
        "span.a", "span.b", "span.flag", "resource.r", ".x", ".a", ".r", ".e", "event.e", "event.x",
        "link.l", "instrumentation.i", ".i", "span.x", "resource.x", ".none",
    ]
    private static let values = [
        "0", "1", "2", "-5", "0.5", "1.0", "`red`", "`blue`", "``", "`1`", "true", "false", "2ns",
        "9007199254740993", "error",
    ]
    private static let grouping = [
        ".x", "span.a", "resource.service.name", "status", "kind", "name", "event.e", "rootName",
        "span.flag", "link.l", "duration",
    ]
    private static let operators = [
        "&&", "||", ">", "<", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "!~", "&>", "&<", "&>>",
        "&<<", "&~",
    ]
}
