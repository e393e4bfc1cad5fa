internal import NIOPosix

/// Threads on which requests are answered, where they may block; the event loops never do.
final class QueryThreads: TaskExecutor {
    private let pool: NIOThreadPool

    init(count: Int) {
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pool.submit { [self] _ in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    func stop() {
        try? pool.syncShutdownGracefully()
    }
}
