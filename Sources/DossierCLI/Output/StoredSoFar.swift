internal import Dossier
internal import Synchronization

/// What an ingest has committed, for when it is interrupted.
final class StoredSoFar: Sendable {
    private let store: String
    private let isResumable: Bool
    private let latest = Mutex<IngestProgress?>(nil)

    init(store: String, isResumable: Bool) {
        self.store = store
        self.isResumable = isResumable
    }

    func update(_ progress: IngestProgress) {
        latest.withLock { $0 = progress }
    }

    /// What is stored, and how to continue.
    var text: String {
        let progress = latest.withLock { $0 }
        let counts = [
            (progress?.spans ?? 0, "span"), (progress?.logRecords ?? 0, "log record"),
            (progress?.dataPoints ?? 0, "data point"),
        ]
        let isEmpty = counts.allSatisfy { $0.0 == 0 }
        let rows = counts.map { CountText.counted($0.0, $0.1) }.joined(separator: ", ")
        let what = isEmpty ? "nothing new is stored yet" : "stored \(rows) in \(store) so far"
        return isResumable
            ? "\(what); run the same command again to continue"
            : "\(what); run it again with the whole input"
    }
}
