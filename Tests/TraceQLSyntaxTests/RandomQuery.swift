import TestSupport

/// Texts of random queries, written with more or fewer parentheses and spaces.
struct RandomQuery {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func text() -> String {
        let body =
            switch random.below(6) {
            case 0: metrics(depth: 3) + (chance(3) ? pick([" | topk(2)", " > 1", " != -2.5"]) : "")
            case 1: pipelines(depth: 2)
            default: pipeline(depth: 3)
            }
        return chance(8) ? body + pick([" with(a=1)", " with (b=`x`, c=1s)"]) : body
    }

    private mutating func pipeline(depth: Int) -> String {
        var text = chance(8) ? pick(["by(.a)", "select(name)"]) : spansets(depth: depth)
        for _ in 0..<random.below(3) {
            let stage =
                switch random.below(6) {
                case 0: "coalesce()"
                case 1: "by(\(pick(Self.fields)))"
                case 2: "select(\(pick(Self.fields)), \(pick(Self.fields)))"
                case 3: "\(aggregate()) \(pick(Self.comparisons)) \(number())"
                default: spansets(depth: 1)
                }
            text += pick([" | ", "|"]) + stage
        }
        return text
    }

    private mutating func pipelines(depth: Int) -> String {
        guard depth > 0, chance(2) else { return "(\(spansets(depth: 1)) | count() > \(number()))" }
        let op = pick(Self.spansetOperators)
        let text = "\(pipelines(depth: depth - 1)) \(op) \(pipelines(depth: depth - 1))"
        return chance(3) ? "(\(text))" : text
    }

    private mutating func spansets(depth: Int) -> String {
        guard depth > 0, chance(2) else { return "{ \(condition(depth: 3)) }" }
        let op = pick(Self.spansetOperators)
        let text = "\(spansets(depth: depth - 1)) \(op) \(spansets(depth: depth - 1))"
        return chance(2) ? "(\(text))" : text
    }

    private mutating func metrics(depth: Int) -> String {
        guard depth > 0, chance(3) else {
            let by = chance(2) ? " by (\(pick(Self.fields)), .z)" : ""
            let stage = chance(4) ? pick([" | bottomk(3)", " >= 100ms"]) : ""
            return "(\(pipeline(depth: 1)) | \(pick(Self.functions))\(by)\(stage))"
        }
        let op = pick(["+", "-", "*", "/"])
        let left = chance(3) ? number() : metrics(depth: depth - 1)
        let text = "\(left) \(op) \(metrics(depth: depth - 1))"
        return chance(2) ? "(\(text))" : text
    }

    private mutating func condition(depth: Int) -> String {
        guard depth > 0 else { return comparison(depth: 0) }
        switch random.below(6) {
        case 0: return "!(\(condition(depth: depth - 1)))"
        case 1: return "(\(condition(depth: depth - 1)))"
        case 2, 3:
            let op = pick(["&&", "||", " = "])
            return "\(condition(depth: depth - 1))\(op)\(condition(depth: depth - 1))"
        default: return comparison(depth: depth - 1)
        }
    }

    private mutating func comparison(depth: Int) -> String {
        switch random.below(5) {
        case 0: "\(pick(Self.attributes)) \(pick(["=", "!=", "=~", "!~"])) \(pick(Self.strings))"
        case 1: chance(2) ? "nil != \(value(depth: depth))" : "\(pick(Self.attributes)) = nil"
        default: "\(value(depth: depth)) \(pick(Self.comparisons)) \(value(depth: depth))"
        }
    }

    private mutating func value(depth: Int) -> String {
        switch random.below(depth > 0 ? 5 : 2) {
        case 0: number()
        case 1: pick(Self.attributes)
        case 2: "-\(value(depth: depth - 1))"
        case 3: "(\(value(depth: depth - 1)))"
        default:
            "\(value(depth: depth - 1)) \(pick(["+", "-", "*", "/", "%", "^"])) "
                + value(depth: depth - 1)
        }
    }

    private mutating func aggregate() -> String {
        chance(3) ? "count()" : "\(pick(["avg", "min", "max", "sum"]))(\(value(depth: 2)))"
    }

    private mutating func number() -> String {
        switch random.below(6) {
        case 0: "-\(random.below(100))"
        case 1: pick(["1.5", "1e3", "0.0", "1e300", ".25", "7."])
        case 2: pick(["maxInt", "0", "017"])
        default: "\(random.below(20))"
        }
    }

    private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }

    private mutating func pick(_ words: [String]) -> String { words[random.below(words.count)] }

    private static let attributes = [
        ".a", "span.b", "resource.\"c d\"", "event.e", ".\"1\"", "duration", "traceDuration",
        "span:childCount", "link.f.g-h",
    ]
    private static let fields = attributes + ["name", "kind", "span:status", "trace:rootService"]
    private static let strings = ["\"x\"", "`y.*`", "\"\\\"`\"", "\"\\xfe\"", "`(a|b)+`"]
    private static let comparisons = ["=", "!=", "<", "<=", ">", ">="]
    private static let spansetOperators = [
        "&&", "||", ">", "<", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "!~", "&>", "&<", "&>>",
        "&<<", "&~",
    ]
    private static let functions = [
        "rate()", "count_over_time()", "min_over_time(.a)", "sum_over_time(duration)",
        "histogram_over_time(duration)", "quantile_over_time(duration, .5, 0.123456789)",
    ]
}
