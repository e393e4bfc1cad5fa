package import DossierPromQLSyntax

/// What makes time series, or a number.
package indirect enum LogMetric: Hashable, Sendable {
    case range(RangeAggregation)
    case vector(LogVectorAggregation)
    case binary(LogBinaryOperation)
    case number(Double)
    /// `vector(1)`: a series without labels.
    case constant(Double)
    case labelReplace(LogLabelReplacement)
}

/// `by (…)` or `without (…)`.
package struct LogGrouping: Hashable, Sendable {
    /// In the order written.
    package var labels: [ByteString]
    /// Whether these are the labels left out.
    package var isWithout: Bool

    package init(labels: [ByteString], isWithout: Bool = false) {
        self.labels = labels
        self.isWithout = isWithout
    }
}

/// A function over the entries of a range of time: `count_over_time({…}[5m])`.
package struct RangeAggregation: Hashable, Sendable {
    package enum Function: String, CaseIterable, Hashable, Sendable {
        case rate
        case rateCounter = "rate_counter"
        case countOverTime = "count_over_time"
        case bytesRate = "bytes_rate"
        case bytesOverTime = "bytes_over_time"
        case averageOverTime = "avg_over_time"
        case sumOverTime = "sum_over_time"
        case minimumOverTime = "min_over_time"
        case maximumOverTime = "max_over_time"
        case deviationOverTime = "stddev_over_time"
        case varianceOverTime = "stdvar_over_time"
        case quantileOverTime = "quantile_over_time"
        case firstOverTime = "first_over_time"
        case lastOverTime = "last_over_time"
        case absentOverTime = "absent_over_time"

        /// Whether there may be a grouping.
        package var takesGrouping: Bool {
            switch self {
            case .averageOverTime, .deviationOverTime, .varianceOverTime, .quantileOverTime,
                .minimumOverTime, .maximumOverTime, .firstOverTime, .lastOverTime:
                true
            default: false
            }
        }

        /// Whether the range may have an `unwrap`.
        package var takesUnwrap: Bool {
            switch self {
            case .countOverTime, .bytesRate, .bytesOverTime: false
            default: true
            }
        }

        /// Whether the range must have an `unwrap`.
        package var needsUnwrap: Bool {
            switch self {
            case .countOverTime, .bytesRate, .bytesOverTime, .rate, .absentOverTime: false
            default: true
            }
        }
    }

    package var function: Function
    /// The quantile.
    package var parameter: Double?
    package var range: LogRange
    package var grouping: LogGrouping?

    package init(
        function: Function,
        parameter: Double? = nil,
        range: LogRange,
        grouping: LogGrouping? = nil
    ) {
        self.function = function
        self.parameter = parameter
        self.range = range
        self.grouping = grouping
    }
}

/// Entries of a range of time.
package struct LogRange: Hashable, Sendable {
    package var pipeline: LogPipeline
    package var unwrap: LogUnwrap?
    /// Nanoseconds.
    package var interval: Int64
    /// How far back the range is shifted, in nanoseconds.
    package var offset: Int64

    package init(
        pipeline: LogPipeline,
        unwrap: LogUnwrap? = nil,
        interval: Int64,
        offset: Int64 = 0
    ) {
        self.pipeline = pipeline
        self.unwrap = unwrap
        self.interval = interval
        self.offset = offset
    }
}

/// The label whose value is the sample of an entry.
package struct LogUnwrap: Hashable, Sendable {
    package enum Conversion: String, CaseIterable, Hashable, Sendable {
        case bytes
        case duration
        case durationSeconds = "duration_seconds"
    }

    package var label: ByteString
    package var conversion: Conversion?
    /// Conditions on what is left after the conversion.
    package var filters: [LabelFilter]

    package init(label: ByteString, conversion: Conversion? = nil, filters: [LabelFilter] = []) {
        self.label = label
        self.conversion = conversion
        self.filters = filters
    }
}

/// An aggregation over series: `sum by (app) (…)`.
package struct LogVectorAggregation: Hashable, Sendable {
    package enum Function: String, CaseIterable, Hashable, Sendable {
        case sum, avg, min, max, count, stddev, stdvar, topk, bottomk, sort
        case sortDescending = "sort_desc"
        case approximateTopK = "approx_topk"

        /// Whether the number of series to keep comes before the series.
        package var takesCount: Bool {
            self == .topk || self == .bottomk || self == .approximateTopK
        }
    }

    package var function: Function
    /// How many series to keep.
    package var count: Int?
    package var operand: LogMetric
    /// Nil is as `by ()`.
    package var grouping: LogGrouping?

    package init(
        function: Function,
        count: Int? = nil,
        operand: LogMetric,
        grouping: LogGrouping? = nil
    ) {
        self.function = function
        self.count = count
        self.operand = operand
        self.grouping = grouping
    }
}

/// An operator between two operands, of which at most one is a number.
package struct LogBinaryOperation: Hashable, Sendable {
    package var op: BinaryOperator
    package var left: LogMetric
    package var right: LogMetric
    /// Whether a comparison yields 0 or 1.
    package var returnsBool: Bool
    package var matching: VectorMatching

    package init(
        op: BinaryOperator,
        left: LogMetric,
        right: LogMetric,
        returnsBool: Bool = false,
        matching: VectorMatching = VectorMatching()
    ) {
        self.op = op
        self.left = left
        self.right = right
        self.returnsBool = returnsBool
        self.matching = matching
    }
}

/// `label_replace(…)`.
package struct LogLabelReplacement: Hashable, Sendable {
    package var operand: LogMetric
    package var destination: ByteString
    package var replacement: ByteString
    package var source: ByteString
    package var pattern: ByteString

    package init(
        operand: LogMetric,
        destination: ByteString,
        replacement: ByteString,
        source: ByteString,
        pattern: ByteString
    ) {
        self.operand = operand
        self.destination = destination
        self.replacement = replacement
        self.source = source
        self.pattern = pattern
    }
}
