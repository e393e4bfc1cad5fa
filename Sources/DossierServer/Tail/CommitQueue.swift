/// The rows that have been committed and wait for a client; in memory are their numbers alone.
struct CommitQueue: Sendable {
    private(set) var poll: CommitPoll
    private let partCount: UInt64
    private let delay: Duration
    private let lagLimit: Duration
    private var waiting: [CommitPoll.NewRows] = []

    /// Gives rows `partCount` at a time, after a delay, and none that have waited for `lagLimit` more.
    init(_ poll: CommitPoll, by partCount: UInt64, delay: Duration = .zero, lagLimit: Duration) {
        self.poll = poll
        self.partCount = partCount
        self.delay = delay
        self.lagLimit = lagLimit
    }

    /// The next rows, if it is time for any, and those that have waited too long before them.
    mutating func next() -> (rows: CommitPoll.NewRows?, missed: [CommitPoll.NewRows]) {
        waiting += poll.next().flatMap { $0.parts(of: partCount) }
        let now = ContinuousClock.now
        let missed = Array(waiting.prefix { now - $0.since > delay + lagLimit })
        waiting.removeFirst(missed.count)
        guard let first = waiting.first, now - first.since >= delay else { return (nil, missed) }
        waiting.removeFirst()
        return (first, missed)
    }
}
