import DossierColumns
import Synchronization
import Testing

/// Threads of a pool that wait do the work of those that do not.
@Suite struct WorkPoolTests {
    private struct Refused: Error, Equatable {
        let element: Int
    }

    @Test func resultsKeepTheOrderOfTheElements() {
        let pool = WorkPool()
        #expect(pool.map(Array(0..<1000)) { $0 * 2 } == (0..<1000).map { $0 * 2 })
        #expect(pool.map([Int]()) { $0 }.isEmpty)
    }

    @Test func aThreadThatWaitsTakesPart() {
        let pool = WorkPool()
        let met = Mutex(0)
        let isDone = Monitor(false, pool: pool)
        #expect(WorkerThread.start { isDone.wait { $0 ? () : nil } })
        // Each element needs the other to be begun with, so two threads have to be at work.
        let deadline = ContinuousClock.now + .seconds(20)
        let results = pool.map([1, 2]) { element in
            met.withLock { $0 += 1 }
            while met.withLock({ $0 }) < 2, ContinuousClock.now < deadline {}
            return met.withLock { $0 } == 2 ? element : 0
        }
        isDone.change { $0 = true }
        #expect(results == [1, 2])
    }

    @Test func aFailureLeavesWhatNobodyHasBegunWith() {
        let pool = WorkPool()
        let count = Mutex(0)
        #expect(throws: Refused(element: 3)) {
            try pool.map(Array(0..<100)) { (element) throws(Refused) in
                count.withLock { $0 += 1 }
                if element == 3 { throw Refused(element: element) }
                return element
            }
        }
        #expect(count.withLock { $0 } == 4)
    }

    @Test(arguments: [1, 2, 5, 200])
    func manyThreadsMapAtOnce(threadCount: Int) throws {
        let sums = try parallelMap(Array(0..<threadCount)) { thread in
            try parallelMap(Array(0..<50)) { element in
                if element > 50 { throw Refused(element: element) }
                return element * thread
            }
            .reduce(0, +)
        }
        #expect(sums == (0..<threadCount).map { $0 * 1225 })
    }
}
