/// State that the threads of a pool share: each has it for itself for a moment, and may wait until
/// another one has changed it.
package final class Monitor<State>: @unchecked Sendable {
    // `state` is touched in calls of `pool` only.
    private let pool: WorkPool
    private var state: State

    package init(_ state: consuming State, pool: WorkPool) {
        self.pool = pool
        self.state = state
    }

    /// Changes the state, and wakes those who wait for that.
    package func change<Result, Failure>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pool.change { () throws(Failure) in try body(&state) }
    }

    /// Waits until `body` returns something; it is asked again each time something has changed.
    ///
    /// It may change the state when it returns something, and only then.
    package func wait<Result>(until body: (inout State) -> Result?) -> Result {
        pool.wait { body(&state) }
    }
}
