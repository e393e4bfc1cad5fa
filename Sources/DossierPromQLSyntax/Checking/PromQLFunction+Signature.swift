extension PromQLFunction {
    /// What the function takes and yields.
    package var signature: FunctionSignature {
        switch self {
        case .abs, .absent, .acos, .acosh, .asin, .asinh, .atan, .atanh, .ceil, .cos, .cosh, .deg,
            .exp, .floor, .histogramAvg, .histogramCount, .histogramStddev, .histogramStdvar,
            .histogramSum, .ln, .log10, .log2, .rad, .sgn, .sin, .sinh, .sort, .sortDesc, .sqrt,
            .tan, .tanh, .timestamp:
            FunctionSignature([.vector])
        case .absentOverTime, .avgOverTime, .changes, .countOverTime, .delta, .deriv, .idelta,
            .increase, .irate, .lastOverTime, .maxOverTime, .minOverTime, .presentOverTime, .rate,
            .resets, .stddevOverTime, .stdvarOverTime, .sumOverTime:
            FunctionSignature([.matrix])
        case .increaseExact, .increaseExactLower, .increaseExactUpper, .rateExact, .rateExactLower,
            .rateExactUpper:
            FunctionSignature([.matrix], isExtension: true)
        case .clamp:
            FunctionSignature([.vector, .scalar, .scalar])
        case .clampMax, .clampMin:
            FunctionSignature([.vector, .scalar])
        case .daysInMonth, .dayOfMonth, .dayOfWeek, .dayOfYear, .hour, .minute, .month, .year:
            FunctionSignature([.vector], .optional(1))
        case .doubleExponentialSmoothing:
            FunctionSignature([.matrix, .scalar, .scalar], isExperimental: true)
        case .end, .range, .start, .step:
            FunctionSignature([], to: .scalar, isExperimental: true)
        case .firstOverTime, .madOverTime, .tsOfFirstOverTime, .tsOfLastOverTime, .tsOfMaxOverTime,
            .tsOfMinOverTime:
            FunctionSignature([.matrix], isExperimental: true)
        case .histogramFraction:
            FunctionSignature([.scalar, .scalar, .vector])
        case .histogramQuantile:
            FunctionSignature([.scalar, .vector])
        case .histogramQuantiles:
            FunctionSignature(
                [.vector, .string, .scalar, .scalar],
                .optional(9),
                isExperimental: true
            )
        case .info:
            FunctionSignature([.vector, .vector], .optional(1), isExperimental: true)
        case .labelJoin:
            FunctionSignature([.vector, .string, .string, .string], .unbounded)
        case .labelReplace:
            FunctionSignature([.vector, .string, .string, .string, .string])
        case .maxOf, .minOf:
            FunctionSignature([.scalar, .scalar], to: .scalar, isExperimental: true)
        case .pi, .time:
            FunctionSignature([], to: .scalar)
        case .predictLinear:
            FunctionSignature([.matrix, .scalar])
        case .quantileOverTime:
            FunctionSignature([.scalar, .matrix])
        case .round:
            FunctionSignature([.vector, .scalar], .optional(1))
        case .scalar:
            FunctionSignature([.vector], to: .scalar)
        case .sortByLabel, .sortByLabelDesc:
            FunctionSignature([.vector, .string], .unbounded, isExperimental: true)
        case .startTimestamp:
            FunctionSignature([.vector], isExperimental: true)
        case .vector:
            FunctionSignature([.scalar])
        }
    }
}
