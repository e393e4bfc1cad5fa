/// What came of a file of tests.
package struct PromQLTestReport: Sendable {
    package struct Outcome: Sendable {
        package var line: Int
        package var expression: String
        /// Nil if all held.
        package var failure: String?
    }

    package var outcomes: [Outcome] = []

    package var passedCount: Int { outcomes.count { $0.failure == nil } }
    package var failures: [Outcome] { outcomes.filter { $0.failure != nil } }
}
