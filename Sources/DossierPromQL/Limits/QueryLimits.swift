/// How much a query may take.
package struct QueryLimits: Sendable {
    /// As in Prometheus.
    package static let defaultSampleCountMax = 50_000_000

    /// How many samples may be in memory at once: those read, and the values of each part of the
    /// expression at each step.
    ///
    /// There is no limit for steps besides: with a file at hand, many steps are as good as many
    /// series.
    package var sampleCountMax: Int
    /// Asked once for each series; a query that shall end throws `CancellationError`.
    package var isCancelled: @Sendable () -> Bool

    package init(
        sampleCountMax: Int = defaultSampleCountMax,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) {
        self.sampleCountMax = sampleCountMax
        self.isCancelled = isCancelled
    }
}

/// Why a query was not evaluated, or not to its end.
package enum QueryLimitError: Error, Hashable, CustomStringConvertible {
    case tooManySamples(limit: Int)
    case stepNotPositive
    case endBeforeStart
    case timeOutOfRange(milliseconds: Int64)

    package var description: String {
        switch self {
        case .tooManySamples(let limit):
            "the query needs more than \(limit) samples in memory at once; use a longer step,"
                + " a shorter range or fewer series"
        case .stepNotPositive: "step must be positive"
        case .endBeforeStart: "the end of the range is before its start"
        case .timeOutOfRange(let milliseconds):
            "time \(milliseconds) ms is out of range; it must be within 73 million years of 1970"
        }
    }
}

/// The times at which queries can be evaluated: far enough from the ends of `Int64` for all
/// durations that can be written.
package enum QueryTimeRange {
    package static let milliseconds: ClosedRange<Int64> = -(1 << 61)...(1 << 61)

    /// Checks the bounds of a query.
    package static func check(start: Int64, end: Int64, step: Int64) throws(QueryLimitError) {
        guard step > 0 else { throw .stepNotPositive }
        guard start <= end else { throw .endBeforeStart }
        for time in [start, end] { try check(time) }
    }

    package static func check(_ time: Int64) throws(QueryLimitError) {
        guard milliseconds.contains(time) else { throw .timeOutOfRange(milliseconds: time) }
    }

    /// The time, or the nearest at which queries can be evaluated.
    static func clamp(_ time: Int64) -> Int64 {
        min(max(time, milliseconds.lowerBound), milliseconds.upperBound)
    }
}
