package import DossierPromQL

extension StoreSamples {
    /// The number that the next run of rules gets.
    package var nextRunNumber: Int64 { index.runs.lastNumber + 1 }

    /// The samples that runs of a rule left in the store within a range of times, in the order of
    /// labels.
    package func recorded(
        _ rule: RecordedRule,
        in range: ClosedRange<Int64>
    ) throws -> [SampleSeries] {
        let everything = SampleSelection.everything([])
        var found: [SampleSeries] = []
        for family in index.families where family.run?.rule == rule {
            found += try series(of: family, [.value], everything, early: [], late: [])
        }
        return SampleColumns.merged(found).map { $0.cut(range) }
            .filter { !$0.floats.timestamps.isEmpty }
            .sorted { $0.labels < $1.labels }
    }

    /// The same samples, in which those that runs of rules left within some ranges are not seen.
    package func hiding(
        _ ranges: [RecordedRule: ClosedRange<Int64>]
    ) -> StoreSamples {
        StoreSamples(index, hidden: ranges)
    }
}
