internal import DossierColumns
internal import Synchronization

/// Batches on their way from the thread that reads to one that stores.
final class BatchList: Sendable {
    private let batches: Mutex<[Batch]>

    init(_ batches: consuming [Batch] = []) {
        self.batches = Mutex(batches)
    }

    func append(_ batch: consuming Batch) {
        var slot: Batch? = consume batch
        batches.withLock { batches in
            if let batch = slot.take() { batches.append(batch) }
        }
    }

    func removeAll() -> [Batch] {
        batches.withLock { batches in
            let all = batches
            batches = []
            return all
        }
    }
}
