internal import Glibc

/// How many threads a call may use, the caller's included.
private let threadCountMax = 4

/// Maps elements on as many threads as there are processors, at most four; results keep the order
/// of the elements.
///
/// Throws the error of a call. Threads take one element after another, so elements may differ in
/// cost. A single element is mapped on the caller's thread.
package func parallelMap<Element: Sendable, Result: Sendable, Failure: Error>(
    _ elements: [Element],
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    let threadCount = min(threadCountMax, sysconf(Int32(_SC_NPROCESSORS_ONLN)), elements.count)
    guard threadCount > 1 else { return try elements.map(transform) }
    let pool = WorkPool()
    let isDone = Monitor(false, pool: pool)
    defer { isDone.change { $0 = true } }
    // The caller's thread takes over the work of threads that can't be started.
    for _ in 1..<threadCount {
        _ = WorkerThread.start { isDone.wait { $0 ? () : nil } }
    }
    return try pool.map(elements, transform)
}
