internal import Dossier

/// Tells which rows of stores have been committed since it was last asked.
struct CommitPoll: Sendable {
    /// Between two questions.
    static let interval = Duration.milliseconds(250)

    /// Rows of a store that are new.
    struct NewRows: Sendable {
        let file: DossierFile
        let range: Range<UInt64>

        /// The same rows, so many at a time.
        func parts(of count: UInt64) -> [NewRows] {
            stride(from: range.lowerBound, to: range.upperBound, by: Int(count)).map { start in
                let end = min(range.upperBound, start + count)
                return NewRows(file: file, range: start..<end)
            }
        }
    }

    private let files: [DossierFile]
    private let count: @Sendable (DossierFile) throws -> UInt64
    /// By store, how many rows it had; nil while it can't be read.
    private(set) var counts: [UInt64?]

    /// `count` tells how many rows a store has.
    init(
        _ files: [DossierFile],
        count: @escaping @Sendable (DossierFile) throws -> UInt64
    ) {
        self.files = files
        self.count = count
        counts = files.map { try? count($0) }
    }

    /// All rows up to now.
    var known: [NewRows] {
        zip(files, counts).map { NewRows(file: $0, range: 0..<($1 ?? 0)) }
    }

    /// The rows of the stores that have new ones.
    mutating func next() -> [NewRows] {
        var rows: [NewRows] = []
        for (index, file) in files.enumerated() {
            // A store that can't be read now may be read later.
            guard let now = try? count(file) else { continue }
            if let known = counts[index], now > known {
                rows.append(NewRows(file: file, range: known..<now))
            }
            counts[index] = now
        }
        return rows
    }
}
