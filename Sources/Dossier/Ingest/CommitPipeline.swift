internal import DossierColumns
internal import DossierStore
internal import Glibc

/// Hands batches from the thread that reads to a second one that commits them.
///
/// At most one batch waits while another is committed, so memory is bounded.
final class CommitPipeline: @unchecked Sendable {
    // Every property below `mutex` is touched with it held only.
    private let commit: @Sendable (consuming Batch) throws -> Void
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: Batch?
    private var isClosed = false
    private var failure: (any Error)?
    private var thread = pthread_t()

    /// Starts the second thread, on which `commit` is called for one batch after another.
    init(commit: @escaping @Sendable (consuming Batch) throws -> Void) {
        self.commit = commit
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread,
            nil,
            { context in
                if let context {
                    Unmanaged<CommitPipeline>.fromOpaque(context).takeRetainedValue().run()
                }
                return nil
            },
            context
        )
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Hands over a batch; waits while another one is waiting.
    ///
    /// Throws what a commit threw.
    func send(_ batch: consuming Batch) throws {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting != nil && failure == nil { pthread_cond_wait(changed, mutex) }
        if let failure { throw failure }
        waiting = batch
        pthread_cond_broadcast(changed)
    }

    /// Waits until all batches are committed and ends the thread.
    ///
    /// Throws what a commit threw.
    func finish() throws {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
        pthread_join(thread, nil)
        if let failure { throw failure }
    }

    private func run() {
        while let batch = take() {
            do {
                try commit(batch)
            } catch {
                pthread_mutex_lock(mutex)
                failure = error
                waiting = nil
                pthread_cond_broadcast(changed)
                pthread_mutex_unlock(mutex)
                return
            }
        }
    }

    private func take() -> Batch? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting == nil && !isClosed { pthread_cond_wait(changed, mutex) }
        let batch = waiting.take()
        pthread_cond_broadcast(changed)
        return batch
    }
}
