internal import Synchronization

/// Tells a query that nobody waits for its answer any more.
package final class Cancellation: Sendable {
    private enum State: Int {
        case running, gone, late
    }

    private let state = Atomic(State.running.rawValue)
    private let task = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    package var isCancelled: Bool { state.load(ordering: .relaxed) != State.running.rawValue }

    /// Whether the time for the request was up before the client had gone.
    package var isTimedOut: Bool { state.load(ordering: .relaxed) == State.late.rawValue }

    /// The client has gone.
    package func cancel() { end(.gone) }

    /// The time for the request is up.
    package func timeOut() { end(.late) }

    /// Calls `body` when the request is cancelled, at once if it is already.
    package func whenCancelled(_ body: @escaping @Sendable () -> Void) {
        task.withLock { $0 = body }
        if isCancelled { task.withLock { $0.take() }?() }
    }

    private func end(_ reason: State) {
        _ = state.compareExchange(
            expected: State.running.rawValue,
            desired: reason.rawValue,
            ordering: .relaxed
        )
        task.withLock { $0.take() }?()
    }
}
