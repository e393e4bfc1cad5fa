/// When a query is evaluated, in nanoseconds since the Unix epoch.
package enum LogQueryTimes: Hashable, Sendable {
    case instant(Int64)
    /// From `start` to `end`, both included, every `step`.
    case range(start: Int64, end: Int64, step: Int64)

    /// How many times there may be.
    package static let countLimit = 11_000

    /// The times, in their order.
    func times() throws(LogEvaluationError) -> [Int64] {
        switch self {
        case .instant(let time): return [time]
        case .range(let start, let end, let step):
            guard step > 0 else { throw LogEvaluationError("the step is not above 0") }
            guard start <= end else { throw LogEvaluationError.endBeforeStart }
            let (span, overflow) = end.subtractingReportingOverflow(start)
            guard !overflow, span / step < Int64(Self.countLimit) else {
                throw LogEvaluationError(
                    "the range has more than \(Self.countLimit) steps; use a longer step"
                )
            }
            return Array(stride(from: start, through: end, by: Int64.Stride(step)))
        }
    }
}

/// Why a query can't be evaluated over the entries that there are.
package struct LogEvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    static let endBeforeStart = LogEvaluationError("the end is before the start")

    init(_ description: String) {
        self.description = description
    }
}
