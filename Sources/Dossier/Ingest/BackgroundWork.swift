internal import DossierColumns

/// Work on a thread of its own.
final class BackgroundWork: Sendable {
    private let outcome = Monitor<Result<Void, any Error>?>(nil, pool: WorkPool())

    /// Starts the work, and calls `whenDone` after it; without a thread it is done before this returns.
    init(_ body: @escaping @Sendable () throws -> Void, whenDone: @escaping @Sendable () -> Void) {
        let run: @Sendable () -> Void = { [outcome] in
            let result = Result { try body() }
            outcome.change { $0 = result }
            whenDone()
        }
        if !WorkerThread.start(run) { run() }
    }

    /// Whether it has ended.
    var isDone: Bool { outcome.change { $0 != nil } }

    /// Waits for its end, and throws what it threw.
    func wait() throws {
        try outcome.wait { $0 }.get()
    }
}
