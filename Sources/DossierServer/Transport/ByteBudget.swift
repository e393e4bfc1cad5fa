internal import Synchronization

/// Bytes that may be held at a time, over all connections.
final class ByteBudget: Sendable {
    private let limit: Int
    private let count = Atomic(0)

    init(_ limit: Int) {
        self.limit = limit
    }

    /// Counts bytes that are held; false if that would be too many.
    func hold(_ byteCount: Int) -> Bool {
        guard count.add(byteCount, ordering: .relaxed).newValue <= limit else {
            release(byteCount)
            return false
        }
        return true
    }

    func release(_ byteCount: Int) {
        count.subtract(byteCount, ordering: .relaxed)
    }
}

/// What one request holds of a budget.
final class HeldBytes: Sendable {
    private let budget: ByteBudget?
    private let count = Atomic(0)

    /// Without a budget everything can be held.
    init(_ budget: ByteBudget?) {
        self.budget = budget
    }

    /// Holds more bytes.
    ///
    /// - Throws: 503 if these are too many now.
    func hold(_ byteCount: Int) throws(HTTPFailure) {
        guard let budget else { return }
        guard budget.hold(byteCount) else { throw .tooManyBodies }
        count.add(byteCount, ordering: .relaxed)
    }

    func release() {
        budget?.release(count.exchange(0, ordering: .relaxed))
    }
}

extension HTTPFailure {
    /// Too many bytes of bodies are held.
    static var tooManyBodies: HTTPFailure {
        var failure = HTTPFailure(503, "too many bodies are being received; try again in a second")
        failure.headers = [("Retry-After", "1")]
        return failure
    }
}
