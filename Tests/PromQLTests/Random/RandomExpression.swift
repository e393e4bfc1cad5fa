import TestSupport

/// Writes expressions by the grammar, of names that `RandomSeries` has.
struct RandomExpression {
    private var random: SplitMix64
    private let hasFloatsAlone: Bool

    init(seed: UInt64, floatsAlone: Bool = false) {
        random = SplitMix64(seed: seed)
        hasFloatsAlone = floatsAlone
    }

    mutating func text() -> String {
        random.below(20) == 0 ? scalar(3) : vector(4)
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[random.below(choices.count)]
    }

    private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }

    // MARK: Selectors

    private mutating func selector() -> String {
        let native = hasFloatsAlone ? ["b", "c"] : ["n", "m"]
        let name = pick(["a_total", "a_total", "b", "b", "c", "h_bucket"] + native)
        switch random.below(8) {
        case 0: return name + "{job=\"p\"}"
        case 1: return name + "{instance!=\"x\"}"
        case 2: return name + "{job=~\"p|r\"}"
        case 3: return "{__name__=~\"a_total|\(name)\",instance=~\"x|y\"}"
        default: return name
        }
    }

    private mutating func modifiers() -> String {
        switch random.below(12) {
        case 0: return " offset \(pick(["30s", "2m", "-1m"]))"
        case 1: return " @ \(pick(["300", "start()", "end()", "0"]))"
        case 2: return " @ \(pick(["450", "end()"])) offset 1m"
        default: return ""
        }
    }

    private mutating func window() -> String { pick(["20s", "45s", "1m", "2m", "5m", "7m13s"]) }

    private mutating func range(_ depth: Int) -> String {
        guard depth > 0, chance(3) else {
            let borders = chance(20) ? pick([" anchored", " smoothed"]) : ""
            return "\(selector())[\(window())]\(borders)\(modifiers())"
        }
        let step = pick(["", "20s", "30s", "1m"])
        return "(\(vector(depth - 2)))[\(window()):\(step)]\(modifiers())"
    }

    // MARK: Vectors

    private mutating func vector(_ depth: Int) -> String {
        guard depth > 0 else { return selector() + modifiers() }
        switch random.below(14) {
        case 0: return selector() + modifiers()
        case 1, 2, 3: return callOnRange(depth)
        case 4, 5, 6: return aggregation(depth)
        case 7, 8: return binary(depth)
        case 9, 10: return call(depth)
        case 11: return "(\(vector(depth - 1)))"
        case 12: return "-\(pick(["b", "a_total", "n", "c"]))"
        default: return quantiles(depth)
        }
    }

    private mutating func callOnRange(_ depth: Int) -> String {
        let range = range(depth)
        let number = pick(["0.5", "0.9", "-1", "2", "0", "1", scalar(1)])
        switch random.below(12) {
        case 0: return "quantile_over_time(\(number), \(range))"
        case 1: return "predict_linear(\(range), \(pick(["60", "-30", scalar(1)])))"
        case 2: return "double_exponential_smoothing(\(range), \(pick(["0.3", "0.7"])), 0.4)"
        case 3, 4, 5, 6:
            return "\(pick(["rate", "increase", "delta", "irate", "idelta"]))(\(range))"
        default:
            let name = pick([
                "avg_over_time", "min_over_time", "max_over_time", "sum_over_time",
                "count_over_time", "stddev_over_time", "stdvar_over_time", "last_over_time",
                "first_over_time", "present_over_time", "absent_over_time", "mad_over_time",
                "changes", "resets", "deriv", "ts_of_max_over_time", "ts_of_min_over_time",
                "ts_of_first_over_time", "ts_of_last_over_time",
            ])
            return "\(name)(\(range))"
        }
    }

    private mutating func grouping() -> String {
        switch random.below(6) {
        case 0: return ""
        case 1: return " by (job)"
        case 2: return " by (instance, __name__)"
        case 3: return " without (instance)"
        case 4: return " without (job, le)"
        default: return " by (le)"
        }
    }

    private mutating func aggregation(_ depth: Int) -> String {
        let inner = vector(depth - 1)
        switch random.below(11) {
        case 0, 1:
            let name = pick(["topk", "bottomk", "limitk"])
            return "\(name)\(grouping()) (\(pick(["1", "2", "3", "0", scalar(1)])), \(inner))"
        case 2:
            return "quantile\(grouping()) (\(pick(["0.5", "0.25", "1.5", scalar(1)])), \(inner))"
        case 3: return "count_values\(grouping()) (\"v\", \(inner))"
        case 4: return "limit_ratio\(grouping()) (\(pick(["0.5", "-0.4", "1.5"])), \(inner))"
        default:
            let name = pick(["sum", "avg", "count", "min", "max", "group", "stddev", "stdvar"])
            return "\(name)\(grouping()) (\(inner))"
        }
    }

    private mutating func binary(_ depth: Int) -> String {
        let arithmetic = ["+", "-", "*", "/", "%", "^", "atan2"]
        let comparisons = ["==", "!=", "<", "<=", ">", ">="]
        switch random.below(6) {
        case 0: return "(\(vector(depth - 1))) \(pick(arithmetic)) \(scalar(1))"
        case 1: return "\(scalar(1)) \(pick(comparisons)) (\(vector(depth - 1)))"
        case 2: return "(\(vector(depth - 1))) \(pick(comparisons)) bool \(scalar(1))"
        case 3:
            let matching = pick(["", "on (job) ", "ignoring (instance) ", "on () "])
            let op = pick(["and", "or", "unless"])
            return "(\(vector(depth - 1))) \(op) \(matching)(\(vector(depth - 1)))"
        default: return join(depth, pick(arithmetic + comparisons), comparisons)
        }
    }

    private mutating func join(_ depth: Int, _ op: String, _ comparisons: [String]) -> String {
        let isBool = comparisons.contains(op) && chance(3) ? " bool" : ""
        let one = "sum by (\(pick(["job", "instance", "job, instance"]))) (\(vector(depth - 2)))"
        switch random.below(6) {
        case 0: return "(\(vector(depth - 1))) \(op)\(isBool) on (job) group_left () (\(one))"
        case 1: return "(\(one)) \(op)\(isBool) on (instance) group_right () (\(vector(depth - 1)))"
        case 2: return "\(one) \(op)\(isBool) \(one)"
        case 3:
            return "(\(vector(depth - 1))) \(op)\(isBool) on (job) group_left (instance) (\(one))"
        case 4:
            let matching = pick(["on (job, instance)", "ignoring (le)", "on (job)"])
            return "(\(vector(depth - 1))) \(op)\(isBool) \(matching) (\(vector(depth - 1)))"
        default:
            let fill = pick(["fill (0)", "fill_left (1)", "fill_right (2)"])
            return "(\(one)) \(op)\(isBool) on (job, instance) \(fill) (\(one))"
        }
    }

    private mutating func call(_ depth: Int) -> String {
        let inner = vector(depth - 1)
        switch random.below(14) {
        case 0:
            let source = pick(["job", "instance", "le", "none"])
            let target = pick(["job", "new", "instance", "__name__"])
            return "label_replace(\(inner), \"\(target)\", \"$1\", \"\(source)\", \"(x|p|.).*\")"
        case 1:
            return "label_join(\(inner), \"\(pick(["new", "job"]))\", \"-\", \"job\", \"instance\")"
        case 2: return "absent(\(inner))"
        case 3: return "timestamp(\(chance(2) ? selector() + modifiers() : inner))"
        case 4: return "clamp(\(inner), \(scalar(1)), \(pick(["5", "-1", scalar(1)])))"
        case 5: return "round(\(inner), \(pick(["0.5", "3"])))"
        case 6: return "\(pick(["clamp_min", "clamp_max"]))(\(inner), \(scalar(1)))"
        case 7: return "\(pick(["sort", "sort_desc"]))(\(inner))"
        case 8: return "sort_by_label(\(inner), \"job\")"
        case 9: return "vector(\(scalar(2)))"
        case 10: return "\(pick(["minute", "hour", "day_of_week", "month"]))(\(inner))"
        default:
            let name = pick([
                "abs", "ceil", "floor", "exp", "ln", "log2", "sqrt", "sgn", "sin", "cosh", "atan",
                "deg", "rad", "log10",
            ])
            return "\(name)(\(inner))"
        }
    }

    private mutating func quantiles(_ depth: Int) -> String {
        let q = pick(["0.5", "0.9", "0", "1", "-1", "NaN", scalar(1)])
        let buckets = pick([
            "h_bucket", "rate(h_bucket[2m])", "sum by (le) (rate(h_bucket[3m]))", "n", "m",
            "rate(n[4m])", "sum(n)", vector(depth - 1),
        ])
        switch random.below(6) {
        case 0: return "histogram_fraction(\(pick(["0", "0.7"])), 2, \(buckets))"
        case 1:
            let name = pick(["count", "sum", "avg", "stddev", "stdvar"])
            return "histogram_\(name)(\(buckets))"
        case 2: return "histogram_quantiles(\(buckets), \"q\", 0.5, \(q))"
        default: return "histogram_quantile(\(q), \(buckets))"
        }
    }

    // MARK: Scalars

    private mutating func scalar(_ depth: Int) -> String {
        guard depth > 0 else { return pick(["1", "2", "0.5", "-3", "NaN", "Inf", "10"]) }
        switch random.below(8) {
        case 0: return "time()"
        case 1:
            return "scalar(\(pick(["b{job=\"p\",instance=\"x\"}", "sum(b)", "c", "vector(4)"])))"
        case 2:
            return "(\(scalar(depth - 1)) \(pick(["+", "-", "*", "/", "%"])) \(scalar(depth - 1)))"
        case 3: return "(\(scalar(depth - 1)) > bool \(scalar(depth - 1)))"
        case 4: return pick(["pi()", "-(2)", "start()", "step()"])
        default: return pick(["1", "2", "0.5", "-3", "7"])
        }
    }
}
