internal import Glibc

/// Threads that wait for each other, and do each other's work meanwhile.
///
/// The monitors of a pool share its lock.
package final class WorkPool: @unchecked Sendable {
    // `jobs` and what is in them is touched with `mutex` held only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []

    /// Parts of work, to be done in any order by any threads.
    private final class Job {
        /// Does a part; false if those that nobody has begun are not needed any more.
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

    /// Calls `body` while no other thread of the pool is in such a call, and wakes those who wait.
    package func change<Result, Failure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let result = try body()
        pthread_cond_broadcast(changed)
        return result
    }

    /// Waits until `body` returns something, and does what work there is until then.
    ///
    /// `body` is asked each time something has changed, as `change` asks it. It may change something
    /// when it returns something, and only then.
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

    /// Maps elements on the calling thread, and on those of the pool that wait.
    ///
    /// Results keep the order of the elements. Throws what one of the calls threw; elements that
    /// nobody has begun with by then are left.
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

    /// Does one part of a job, without the lock; false if there is none.
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
