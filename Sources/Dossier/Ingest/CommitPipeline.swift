internal import DossierColumns
internal import DossierStore

/// Hands batches from the threads that read to one that commits them.
///
/// One batch waits while the one before it is committed, so memory is bounded.
final class CommitPipeline: Sendable {
    private let commit: @Sendable (consuming Batch) throws -> Void
    private let exchange: Monitor<Exchange>

    private struct Exchange {
        var waiting: Batch?
        var isClosed = false
        var isDone = false
        var failure: (any Error)?
    }

    /// Starts the thread on which `commit` is called for one batch after another.
    ///
    /// Without a thread `send` calls it. Who waits works for the pool.
    init(pool: WorkPool, commit: @escaping @Sendable (consuming Batch) throws -> Void) {
        self.commit = commit
        exchange = Monitor(Exchange(), pool: pool)
        if !WorkerThread.start({ self.run() }) { exchange.change { $0.isDone = true } }
    }

    /// Hands over a batch; waits while another one does.
    ///
    /// Throws what a commit threw.
    func send(_ batch: consuming Batch) throws {
        var slot: Batch? = consume batch
        let rest = try exchange.wait { exchange -> Result<Batch?, any Error>? in
            if let failure = exchange.failure { return .failure(failure) }
            if exchange.isDone { return .success(slot.take()) }
            guard exchange.waiting == nil else { return nil }
            exchange.waiting = slot.take()
            return .success(nil)
        }
        .get()
        if let rest { try commit(consume rest) }
    }

    /// Waits until all batches are committed and ends the thread.
    ///
    /// Throws what a commit threw.
    func finish() throws {
        exchange.change { $0.isClosed = true }
        let failure = exchange.wait { $0.isDone ? .some($0.failure) : nil }
        if let failure { throw failure }
    }

    private func run() {
        while let batch = exchange.wait(until: { exchange -> Batch?? in
            if let batch = exchange.waiting.take() { return batch }
            return exchange.isClosed ? .some(nil) : nil
        }) {
            do {
                try commit(consume batch)
            } catch {
                exchange.change {
                    $0.failure = error
                    $0.waiting = nil
                }
                break
            }
        }
        exchange.change { $0.isDone = true }
    }
}
