/// State that the threads of a pool share: one thread at a time has access to it, and any may wait
/// until another has changed it.
package final class Monitor<State>: @unchecked Sendable {
    // `state` is accessed in calls of `pool` only.
    private let pool: WorkPool
    private var state: State

    package init(_ state: consuming State, pool: WorkPool) {
        self.pool = pool
        self.state = state
    }

    /// Changes the state, and wakes all waiting threads.
    package func change<Result, Failure>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pool.change { () throws(Failure) in try body(&state) }
    }

    /// Waits until `body` returns a value; it is called again after each change.
    ///
    /// `body` may change the state only when it returns a value.
    package func wait<Result>(until body: (inout State) -> Result?) -> Result {
        pool.wait { body(&state) }
    }
}
