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
