internal import DossierColumns
internal import DossierStore

/// Requests on their way to the thread that stores them, which takes all that wait at a time.
final class RequestQueue: Sendable {
    /// The requests that are taken at a time have so many bytes at most, if they are several.
    private static let groupByteLimit = 2 << 20

    typealias AddResult = Result<AddedRequest, DossierError>
    typealias SettleResult = Result<Void, DossierError>

    struct Waiting: Sendable {
        let request: ReceivedRequest
        let continuation: CheckedContinuation<AddResult, Never>
    }

    struct Work {
        var requests: [Waiting] = []
        /// Whether the rows are to be stored.
        var settles = false
        var settlers: [CheckedContinuation<SettleResult, Never>] = []
        /// Whether another thread has ended with storing rows.
        var hasStored = false

        var isEmpty: Bool { requests.isEmpty && !settles && !hasStored }
    }

    private struct State {
        var work = Work()
        var byteCount = 0
        var isSettled = true
        var isBusy = false
        /// Whether somebody will ask for the rows to be stored.
        var isTimed = false
        var isClosed = false
        /// What became of the last rows, once the thread has ended.
        var end: SettleResult?
    }

    private let byteLimit: Int
    private let state = Monitor(State(), pool: WorkPool())

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// Waits until a request is stored.
    func add(_ request: ReceivedRequest) async -> AddResult {
        await withCheckedContinuation { continuation in
            let refusal = state.change { state -> DossierError? in
                if state.isClosed {
                    return DossierError(.receiverBusy, "the receiver is stopping")
                }
                guard state.byteCount + request.body.count <= byteLimit else {
                    return DossierError(
                        .receiverBusy,
                        "\(state.work.requests.count) requests with \(state.byteCount) bytes are"
                            + " waiting to be stored; send it again later"
                    )
                }
                state.byteCount += request.body.count
                state.work.requests.append(
                    Waiting(request: request, continuation: continuation)
                )
                return nil
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
    }

    /// Waits until the rows of all requests that were stored are in blocks.
    func settle() async -> SettleResult {
        await withCheckedContinuation { continuation in
            let waits = state.change { state in
                guard state.end == nil, state.isBusy || !state.isSettled else { return false }
                state.work.settles = true
                state.work.settlers.append(continuation)
                return true
            }
            if !waits { continuation.resume(returning: .success(())) }
        }
    }

    /// Takes no more requests, and waits until those that wait are stored.
    func close() -> SettleResult {
        state.change { $0.isClosed = true }
        return state.wait { $0.end }
    }

    // MARK: - The thread that stores

    /// Waits for work; nil when the queue is closed and empty.
    func next() -> Work? {
        state.wait { state -> Work?? in
            if state.work.isEmpty {
                return state.isClosed ? .some(nil) : nil
            }
            var work = state.work
            var byteCount = 0
            let count =
                work.requests.firstIndex { waiting in
                    byteCount += waiting.request.body.count
                    return byteCount > Self.groupByteLimit
                } ?? work.requests.count
            state.work = Work()
            state.work.requests = Array(work.requests.dropFirst(max(count, 1)))
            work.requests = Array(work.requests.prefix(max(count, 1)))
            state.byteCount -= work.requests.reduce(0) { $0 + $1.request.body.count }
            state.isBusy = true
            return work
        }
    }

    /// Ends the work that was taken last; if rows are left, they are asked for after some time.
    func done(isSettled: Bool, rest: Duration) {
        let startsTimer = state.change { state in
            state.isBusy = false
            state.isSettled = isSettled
            guard !isSettled, !state.isTimed else { return false }
            state.isTimed = true
            return true
        }
        guard startsTimer else { return }
        Task {
            try? await Task.sleep(for: rest)
            state.change { state in
                state.isTimed = false
                if !state.isSettled { state.work.settles = true }
            }
        }
    }

    /// Wakes the thread after another one has ended with storing rows.
    func noteStored() {
        state.change { $0.work.hasStored = true }
    }

    func finish(_ result: SettleResult) {
        let settlers = state.change { state in
            state.end = result
            return state.work.settlers
        }
        for settler in settlers { settler.resume(returning: result) }
    }
}
