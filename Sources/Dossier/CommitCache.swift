internal import DossierStore
internal import Synchronization

/// What is derived from a state of the file, kept until something new is committed.
final class CommitCache<Value: Sendable>: Sendable {
    private let known = Mutex<(commitCount: Int64, value: Value)?>(nil)

    /// The value of the file as it is; `make` is called if it has changed since the last call.
    func value(in reader: StoreReader, make: () throws -> Value) throws -> Value {
        let commitCount = try reader.commitCount()
        if let known = known.withLock({ $0 }), known.commitCount == commitCount {
            return known.value
        }
        let made = try make()
        known.withLock { $0 = (commitCount, made) }
        return made
    }
}
