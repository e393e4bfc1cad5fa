/// Words that mean something where stages stand.
enum Keyword: String {
    case by, coalesce, select, with
    case count, avg, max, min, sum
    case rate
    case countOverTime = "count_over_time"
    case minOverTime = "min_over_time"
    case maxOverTime = "max_over_time"
    case avgOverTime = "avg_over_time"
    case sumOverTime = "sum_over_time"
    case quantileOverTime = "quantile_over_time"
    case histogramOverTime = "histogram_over_time"
    case compare, topk, bottomk

    var isMetricsFunction: Bool {
        switch self {
        case .rate, .countOverTime, .minOverTime, .maxOverTime, .avgOverTime, .sumOverTime,
            .quantileOverTime, .histogramOverTime, .compare:
            true
        default: false
        }
    }
}

extension Field {
    /// The intrinsic that a word alone means.
    init?(word: String) {
        switch word {
        case "name", "duration", "status", "statusMessage", "kind", "rootName",
            "rootServiceName", "traceDuration", "nestedSetLeft", "nestedSetRight",
            "nestedSetParent", "parent":
            guard let intrinsic = Intrinsic(rawValue: word) else { return nil }
            self = .intrinsic(intrinsic)
        default: return nil
        }
    }

    /// The intrinsic that a word behind a scope means.
    init?(scope: IntrinsicScope, word: String) {
        let intrinsic: Intrinsic? =
            switch (scope, word) {
            case (.span, "name"): .name
            case (.span, "duration"): .duration
            case (.span, "status"): .status
            case (.span, "statusMessage"): .statusMessage
            case (.span, "kind"): .kind
            case (.trace, "duration"): .traceDuration
            case (.trace, "rootName"): .rootName
            case (.trace, "rootService"): .rootServiceName
            default: Intrinsic(rawValue: "\(scope.rawValue):\(word)")
            }
        guard let intrinsic else { return nil }
        self = .intrinsic(intrinsic)
    }
}

extension IntrinsicScope {
    /// The words that may stand behind the colon.
    var words: [String] {
        switch self {
        case .span:
            [
                "name", "duration", "status", "statusMessage", "kind", "id", "parentID",
                "childCount",
            ]
        case .trace: ["id", "rootName", "rootService", "duration"]
        case .event: ["name", "timeSinceStart"]
        case .link: ["traceID", "spanID"]
        case .instrumentation: ["name", "version"]
        }
    }
}
