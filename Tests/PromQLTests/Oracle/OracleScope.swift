import DossierPromQLSyntax

extension PromQLExpression {
    /// Whether a difference in the last bits may become one of any size: a jump, such as a
    /// comparison, over a function whose rounding depends on the order of operations.
    var jumpsOverRounding: Bool {
        isJump && children.contains(where: \.isRounded)
            || children.contains(where: \.jumpsOverRounding)
    }

    private var isRounded: Bool { rounds || children.contains(where: \.isRounded) }

    private var rounds: Bool {
        switch self {
        case .call(let node):
            switch node.function {
            case .rate, .increase, .delta, .irate, .deriv, .predictLinear, .avgOverTime,
                .stddevOverTime, .stdvarOverTime, .quantileOverTime, .madOverTime,
                .doubleExponentialSmoothing, .histogramQuantile, .round, .exp, .ln, .log2, .log10,
                .sqrt, .sin, .cosh, .atan, .deg, .rad, .sumOverTime:
                true
            default: false
            }
        case .aggregate(let node): [.avg, .stddev, .stdvar, .quantile].contains(node.op)
        case .binary(let node): [.divide, .power, .atan2].contains(node.op)
        default: false
        }
    }

    private var isJump: Bool {
        switch self {
        case .call(let node):
            switch node.function {
            case .ceil, .floor, .round, .sgn, .minute, .hour, .dayOfWeek, .month, .changes, .resets,
                .rate, .increase, .irate, .tsOfMaxOverTime, .tsOfMinOverTime, .clamp, .ln, .log2,
                .log10, .sqrt, .stddevOverTime:
                true
            default: false
            }
        case .aggregate(let node): [.topk, .bottomk, .countValues, .stddev].contains(node.op)
        case .binary(let node):
            node.op.isComparison || [.remainder, .divide, .power, .atan2].contains(node.op)
        default: false
        }
    }
}
