/// What became of the rules of a replay.
package struct ReplayReport: Sendable {
    package struct Failure: Sendable {
        package let message: String
        /// Of the first evaluation that failed so, in milliseconds since the Unix epoch.
        package let firstAt: Int64
        package internal(set) var count: Int
    }

    package struct RuleOutcome: Sendable {
        package let group: String
        package let rule: Rule
        package internal(set) var evaluationCount = 0
        /// Those written, stale markers among them.
        package internal(set) var sampleCount = 0
        /// Those that were not written as the series had a sample at that time or a later one.
        package internal(set) var droppedCount = 0
        /// Each message once, in the order in which they came.
        package internal(set) var failures: [Failure] = []

        package var failureCount: Int { failures.reduce(0) { $0 + $1.count } }
    }

    /// In the order of the files.
    package internal(set) var rules: [RuleOutcome]
    /// By when they became pending, then by rule and labels.
    package internal(set) var alerts: [AlertRecord] = []
    /// One for each name of rules, in the order of the files.
    package internal(set) var recorded: [RecordedSeries] = []
    /// The times that the results of the rules of each name are written at.
    package internal(set) var writtenTimes: [RecordedSeries.Key: ClosedRange<Int64>] = [:]
}

extension ReplayReport.RuleOutcome {
    /// Failures with other messages than these are counted with the last one.
    private static let messageCountMax = 20

    mutating func note(failure message: String, at milliseconds: Int64) {
        let bytes = message.utf8
        if let known = failures.firstIndex(where: { $0.message.utf8.elementsEqual(bytes) }) {
            failures[known].count += 1
        } else if failures.count < Self.messageCountMax {
            failures.append(.init(message: message, firstAt: milliseconds, count: 1))
        } else {
            failures[failures.count - 1].count += 1
        }
    }
}
