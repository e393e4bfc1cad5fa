import TestSupport

/// Queries that make series.
extension RandomLogQuery {
    mutating func metric() -> String {
        switch random.below(10) {
        case 0, 1, 2: range()
        case 3, 4, 5, 6: aggregation()
        case 7, 8: binary()
        default:
            "label_replace(\(aggregation()), \"new\", \"v-$1\", \"\(pick(Self.labels))\", \"(.*)a?\")"
        }
    }

    private mutating func names() -> String {
        (0..<random.below(4)).map { _ in pick(Self.labels) }.joined(separator: ", ")
    }

    private mutating func grouping() -> String {
        pick(["by", "by", "by", "without"]) + " (\(names()))"
    }

    /// Most without errors, which end the query.
    private mutating func range() -> String {
        let stages =
            log() + pick(["", " | __error__=\"\"", " | __error__=\"\"", " | drop __error__"])
        let window =
            "[\(pick(["10s", "1m", "2m", "5m", "5m", "10m"]))]"
            + pick(["", "", "", " offset 1m", " offset -30s"])
        guard random.below(2) == 0 else {
            let functions = [
                "count_over_time", "rate", "bytes_over_time", "bytes_rate", "absent_over_time",
            ]
            return "\(pick(functions))(\(stages) \(window))"
        }
        let unwrap =
            " | unwrap "
            + pick([
                "status", "a", "b", "x", "severity_number", "dur", "duration(dur)", "bytes(size)",
                "duration_seconds(a)", "flags",
            ])
            + pick(["", " | __error__=\"\"", " | __error__=\"\"", " | " + labelFilter(depth: 0)])
        let selected = "\(stages)\(unwrap) \(window)"
        let grouped = random.below(2) == 0 ? " " + grouping() : ""
        let ordered = allowsOrder ? ["first_over_time", "last_over_time"] : []
        switch random.below(5) {
        case 0:
            return "quantile_over_time(\(pick(["0.5", "0", "0.9", "2"])), \(selected))\(grouped)"
        case 1:
            let functions = ["sum_over_time", "rate"] + (allowsOrder ? ["rate_counter"] : [])
            return "\(pick(functions))(\(selected))"
        default:
            let functions = [
                "avg_over_time", "min_over_time", "max_over_time", "stddev_over_time",
                "stdvar_over_time",
            ]
            return "\(pick(functions + ordered))(\(selected))\(grouped)"
        }
    }

    /// Counts, which are compared and ordered without rounding.
    private mutating func counts() -> String {
        let count = "count_over_time(\(log()) | __error__=\"\" [\(pick(["1m", "5m"]))])"
        return random.below(3) == 0 ? count : "sum \(grouping()) (\(count))"
    }

    private mutating func aggregation() -> String {
        switch random.below(6) {
        case 0:
            "\(pick(["topk", "bottomk"]))\(pick(["", " by (app)"]))(\(random.below(3) + 1), \(counts()))"
        case 1: "\(pick(["sort", "sort_desc"]))(\(counts()))"
        case 2:
            "sum by (\(names())) (\(pick(["rate", "count_over_time"]))(\(log()) | __error__=\"\" [2m]))"
        default:
            "\(pick(["sum", "avg", "min", "max", "count", "stddev", "stdvar"])) \(grouping()) (\(range()))"
        }
    }

    private mutating func binary() -> String {
        let comparison = pick(["==", "!=", ">", "<", ">=", "<="]) + pick(["", " bool"])
        let arithmetic = pick(["+", "-", "*", "/", "%", "^"])
        let label = pick(["app", "level", "service_name", "detected_level"])
        func sum(_ query: String) -> String { "sum by (\(label)) (\(query))" }
        switch random.below(7) {
        case 0: return "\(counts()) \(comparison) \(pick(["1", "2", "0"]))"
        case 1: return "\(pick(["2", "1", "0"])) \(pick([comparison, arithmetic])) \(counts())"
        case 2: return "\(range()) \(arithmetic) \(pick(["2", "0", "0.5"]))"
        case 3:
            return "\(sum(counts())) \(pick([comparison, arithmetic])) \(sum(counts()))"
        case 4:
            let matching = pick(["", " on (\(label))", " ignoring (a)", " on ()"])
            return "\(counts()) \(pick(["and", "or", "unless"]))\(matching) \(counts())"
        case 5:
            let side = pick(["group_left", "group_right"])
            let many = "sum by (\(label), status) (\(counts()))"
            let (left, right) = side == "group_left" ? (many, sum(counts())) : (sum(counts()), many)
            return "\(left) \(arithmetic) on (\(label)) \(side) () \(right)"
        default: return "sum(\(counts())) or vector(0)"
        }
    }
}
