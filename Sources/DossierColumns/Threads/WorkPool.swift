internal import Glibc

/// A pool of threads that share work: while a thread waits, it runs parts of the jobs of others.
///
/// The monitors of a pool share its lock.
package final class WorkPool: @unchecked Sendable {
    // `jobs` and their contents are accessed with `mutex` held only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []

    /// Work in parts, which any threads may do in any order.
    private final class Job {
        /// Does a part; returns false if parts that were not started yet are no longer needed.
        let doPart: (Int) -> Bool
        var waiting: Range<Int>
        var unfinishedCount: Int

        init(partCount: Int, _ doPart: @escaping (Int) -> Bool) {
            self.doPart = doPart
            waiting = 0..<partCount
            unfinishedCount = partCount
        }

        func finishPart(needsRest: Bool) {
            unfinishedCount -= 1
            guard !needsRest else { return }
            unfinishedCount -= waiting.count
            waiting = 0..<0
        }
    }

    package init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Calls `body` with the lock held, and wakes all waiting threads.
    package func change<Result, Failure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let result = try body()
        pthread_cond_broadcast(changed)
        return result
    }

    /// Waits until `body` returns a value, and works on jobs until then.
    ///
    /// `body` is called with the lock held after each change. It may change state only when it
    /// returns a value.
    package func wait<Result>(until body: () -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body() {
                pthread_cond_broadcast(changed)
                return result
            }
            if !doPartOfWork() { pthread_cond_wait(changed, mutex) }
        }
    }

    /// Maps elements on the calling thread and on waiting threads of the pool.
    ///
    /// Results keep the order of the elements. Throws the error of a call; elements that were not
    /// started by then are skipped.
    package func map<Element: Sendable, Result: Sendable, Failure: Error>(
        _ elements: [Element],
        _ transform: @escaping @Sendable (Element) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        let results = UnsafeMutableBufferPointer<Swift.Result<Result, Failure>?>
            .allocate(capacity: elements.count)
        results.initialize(repeating: nil)
        defer { results.deinitialize().deallocate() }
        let job = Job(partCount: elements.count) { index in
            do throws(Failure) {
                results[index] = .success(try transform(elements[index]))
                return true
            } catch {
                results[index] = .failure(error)
                return false
            }
        }
        change { jobs.append(job) }
        wait { job.unfinishedCount == 0 ? () : nil }
        change { jobs.removeAll { $0 === job } }
        var mapped: [Result] = []
        mapped.reserveCapacity(elements.count)
        for result in results {
            if let result { mapped.append(try result.get()) }
        }
        return mapped
    }

    /// Does one part of a job with the lock released; returns false if there is none.
    private func doPartOfWork() -> Bool {
        guard let job = jobs.first(where: { !$0.waiting.isEmpty }) else { return false }
        let part = job.waiting.removeFirst()
        pthread_mutex_unlock(mutex)
        let needsRest = job.doPart(part)
        pthread_mutex_lock(mutex)
        job.finishPart(needsRest: needsRest)
        if job.unfinishedCount == 0 { pthread_cond_broadcast(changed) }
        return true
    }
}
