import DossierPromQL

/// The runs of rules whose results a store has.
struct RecordedRuns: Sendable {
    private var ranges: [RecordedRule: [(number: Int64, range: ClosedRange<Int64>)]] = [:]
    private(set) var lastNumber: Int64 = 0

    init(_ runs: [RecordedRun]) {
        for run in runs {
            ranges[run.rule, default: []].append((run.number, run.range))
            lastNumber = max(lastNumber, run.number)
        }
    }

    /// The samples of a run that no later one replaced.
    func visible(_ samples: FloatSamples, of run: RecordedRun) -> FloatSamples {
        let later = (ranges[run.rule] ?? []).filter { $0.number > run.number }.map(\.range)
        return later.reduce(samples) { $0.without($1) }
    }
}

extension FloatSamples {
    /// The samples outside of a range of times.
    func without(_ range: ClosedRange<Int64>) -> FloatSamples {
        guard timestamps.contains(where: { range.contains($0) }) else { return self }
        let kept = timestamps.indices.filter { !range.contains(timestamps[$0]) }
        return FloatSamples(
            timestamps: kept.map { timestamps[$0] },
            values: kept.map { values[$0] },
            startTimestamps: startTimestamps.isEmpty ? [] : kept.map { startTimestamps[$0] }
        )
    }
}
