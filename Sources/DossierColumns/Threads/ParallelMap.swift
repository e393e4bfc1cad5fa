internal import Glibc
import Synchronization

/// How many threads a call may use, the caller's included.
private let threadCountMax = 4

/// Maps elements on as many threads as there are processors, at most four; results keep the order
/// of the elements.
///
/// Throws what one of the calls threw. Elements are taken one after another, so they may differ in
/// cost. Few elements are mapped on the caller's thread alone.
package func parallelMap<Element: Sendable, Result: Sendable, Failure: Error>(
    _ elements: [Element],
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    let threadCount = min(threadCountMax, sysconf(Int32(_SC_NPROCESSORS_ONLN)), elements.count)
    guard threadCount > 1 else { return try elements.map(transform) }
    let work = SharedWork(elements, transform)
    var threads: [pthread_t] = []
    for _ in 1..<threadCount {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(work as AnyObject).toOpaque()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<AnyObject>.fromOpaque(context).takeRetainedValue()
                (work as? any Work)?.run()
                return nil
            },
            context
        )
        // The caller's thread does the work of those that could not be started.
        if code == 0 {
            threads.append(thread)
        } else {
            Unmanaged<AnyObject>.fromOpaque(context).release()
        }
    }
    work.run()
    for thread in threads { pthread_join(thread, nil) }
    return try work.results()
}

private protocol Work: Sendable {
    func run()
}

/// Elements that several threads take from.
private final class SharedWork<Element: Sendable, Result: Sendable, Failure: Error>: Work {
    private struct State {
        var next = 0
        var results: [Result?]
        var failure: Failure?
    }

    private let elements: [Element]
    private let transform: @Sendable (Element) throws(Failure) -> Result
    private let state: Mutex<State>

    init(
        _ elements: [Element],
        _ transform: @escaping @Sendable (Element) throws(Failure) -> Result
    ) {
        self.elements = elements
        self.transform = transform
        state = Mutex(State(results: [Result?](repeating: nil, count: elements.count)))
    }

    func run() {
        while let index = takeNext() {
            do {
                let result = try transform(elements[index])
                state.withLock { $0.results[index] = result }
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }

    private func takeNext() -> Int? {
        state.withLock { state in
            guard state.next < elements.count, state.failure == nil else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func results() throws(Failure) -> [Result] {
        try state.withLock { (state) throws(Failure) in
            if let failure = state.failure { throw failure }
            return state.results.compactMap { $0 }
        }
    }
}
