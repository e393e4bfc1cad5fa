/// Counts the samples that an evaluation holds.
final class QueryBudget {
    private let limits: QueryLimits
    private(set) var held = 0

    init(_ limits: QueryLimits) {
        self.limits = limits
    }

    /// How many samples more may be held.
    var rest: Int { limits.sampleCountMax - held }

    var excess: QueryLimitError { .tooManySamples(limit: limits.sampleCountMax) }

    /// Counts samples before they are made.
    func hold(_ count: Int) throws {
        try check()
        guard count <= rest else { throw excess }
        held += count
    }

    /// Throws if the query shall end.
    func check() throws {
        if limits.isCancelled() { throw CancellationError() }
    }

    /// Goes back to what was held before a part was evaluated, and the result of that part.
    func settle(_ before: Int, _ resultCount: Int) {
        held = before + resultCount
    }
}
