/// Words with a meaning of their own; they are recognized in any case.
enum Keyword: String, CaseIterable {
    case bool
    case by
    case without
    case on
    case ignoring
    case groupLeft = "group_left"
    case groupRight = "group_right"
    case fill
    case fillLeft = "fill_left"
    case fillRight = "fill_right"
    case offset
    case start
    case end
    case step
    case range
    case minOf = "min_of"
    case maxOf = "max_of"
    case anchored
    case smoothed

    /// Whether the word may name a metric.
    var mayBeMetricName: Bool {
        switch self {
        case .bool, .on, .ignoring, .groupLeft, .groupRight: false
        default: true
        }
    }

    /// Whether the word means something only before an opening parenthesis.
    var isFillModifier: Bool {
        switch self {
        case .fill, .fillLeft, .fillRight: true
        default: false
        }
    }
}
