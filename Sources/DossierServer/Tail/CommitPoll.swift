internal import Dossier

/// Tells which rows of stores have been committed since it was last asked.
struct CommitPoll: Sendable {
    /// Between two questions.
    static let interval = Duration.milliseconds(250)

    /// Rows of a store that are new.
    struct NewRows: Sendable {
        /// The position of the store.
        let store: Int
        let file: DossierFile
        let range: Range<UInt64>
        /// When they were found.
        var since = ContinuousClock.now

        /// The same rows, so many at a time.
        func parts(of count: UInt64) -> [NewRows] {
            stride(from: range.lowerBound, to: range.upperBound, by: Int(count)).map { start in
                let end = min(range.upperBound, start + count)
                return NewRows(store: store, file: file, range: start..<end, since: since)
            }
        }
    }

    private let files: [DossierFile]
    private let count: @Sendable (DossierFile) throws -> UInt64
    /// By store, how many rows are known; nil while it can't be read.
    private(set) var counts: [UInt64?]
    /// By store, why it can't be read; nil if it can.
    private(set) var failures: [(any Error)?]

    /// `count` tells how many rows a store has; of those behind a `position` is told, too.
    init(
        _ files: [DossierFile],
        from positions: [UInt64?] = [],
        count: @escaping @Sendable (DossierFile) throws -> UInt64
    ) {
        self.files = files
        self.count = count
        counts = Array(repeating: nil, count: files.count)
        failures = Array(repeating: nil, count: files.count)
        for (index, file) in files.enumerated() {
            let position = positions.indices.contains(index) ? positions[index] : nil
            do {
                let now = try count(file)
                counts[index] = min(position ?? now, now)
            } catch {
                counts[index] = position
                failures[index] = error
            }
        }
    }

    /// All rows up to now.
    var known: [NewRows] {
        files.indices.map { NewRows(store: $0, file: files[$0], range: 0..<(counts[$0] ?? 0)) }
    }

    /// The rows of the stores that have new ones.
    mutating func next() -> [NewRows] {
        var rows: [NewRows] = []
        for (index, file) in files.enumerated() {
            do {
                let now = try count(file)
                if let known = counts[index], now > known {
                    rows.append(NewRows(store: index, file: file, range: known..<now))
                }
                counts[index] = now
                failures[index] = nil
            } catch {
                // It may be read later.
                failures[index] = error
            }
        }
        return rows
    }
}
