import DossierPromQL

/// The samples of a test, appended as its time goes on.
struct SampleFeed {
    private let test: RuleTestFile.Test
    /// How many positions of each series were appended.
    private var consumed: [Int]

    init(_ test: RuleTestFile.Test) {
        self.test = test
        consumed = test.series.map { _ in 0 }
    }

    mutating func append(
        upTo milliseconds: Int64,
        to storage: inout MemoryStorage
    ) throws(MemoryStorageError) {
        for (index, series) in test.series.enumerated() {
            while consumed[index] < series.values.count {
                let position = consumed[index]
                let time = test.startMilliseconds + Int64(position) * test.intervalMilliseconds
                guard time <= milliseconds else { break }
                consumed[index] += 1
                switch series.values[position] {
                case .omitted: continue
                case .float(let value): try storage.append(value, at: time, to: series.labels)
                case .histogram(let value, hasHint: _):
                    try storage.append(value, at: time, to: series.labels)
                }
            }
        }
    }
}
