internal import DossierMetricView
internal import DossierPromQL
internal import DossierRules
internal import DossierStore

/// Puts the results of rules into the store they were computed from.
struct RecordedResults {
    private let report: ReplayReport
    private let samples: StoreSamples

    init(_ report: ReplayReport, _ samples: StoreSamples) {
        self.report = report
        self.samples = samples
    }

    /// Writes, as one commit, what is not in the store already.
    func write(with writer: StoreWriter) throws -> RuleEvaluationReport.Written {
        let number = samples.nextRunNumber
        var batch = RecordedBatch()
        var unchangedCount = 0
        for (key, range) in report.writtenTimes {
            guard let output = report.recorded.first(where: { $0.key == key }) else { continue }
            let series = output.series
            guard !Self.isEqual(try samples.recorded(RecordedRule(key), in: range), series) else {
                unchangedCount += 1
                continue
            }
            batch.add(
                series,
                of: RecordedRun(rule: RecordedRule(key), number: number, range: range),
                names: output.names
            )
        }
        let written = RuleEvaluationReport.Written(
            seriesCount: batch.seriesCount,
            sampleCount: batch.sampleCount,
            omittedHistogramCount: batch.histogramCount,
            unchangedRuleCount: unchangedCount
        )
        if !batch.isEmpty { _ = try writer.commit(batch.batch) }
        return written
    }

    private static func isEqual(_ stored: [SampleSeries], _ computed: [SampleSeries]) -> Bool {
        stored.elementsEqual(computed.filter { !$0.floats.timestamps.isEmpty }) { old, new in
            old.labels == new.labels && old.floats.timestamps == new.floats.timestamps
                && old.floats.values.elementsEqual(new.floats.values) {
                    $0.bitPattern == $1.bitPattern
                }
        }
    }
}

extension RecordedRule {
    init(_ key: RecordedSeries.Key) {
        self.init(kind: key.kind == .recording ? .recording : .alerting, name: key.name)
    }
}
