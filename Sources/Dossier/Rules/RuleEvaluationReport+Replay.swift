internal import DossierPromQL
internal import DossierRules

extension RuleEvaluationReport {
    /// `files` has the name of the file of each rule.
    init(
        _ report: ReplayReport,
        range: ClosedRange<Int64>,
        files: [String],
        evidence: inout AlertEvidenceSearch
    ) throws {
        start = Timestamp(milliseconds: range.lowerBound)
        end = Timestamp(milliseconds: range.upperBound)
        rules = zip(report.rules, files).map { Rule($0, file: $1) }
        alerts = try report.alerts.map { alert in
            Alert(
                alert,
                of: report.rules[alert.rule],
                file: files[alert.rule],
                evidence: try evidence.find(for: alert, end: range.upperBound)
            )
        }
    }
}

extension RuleEvaluationReport.Rule {
    fileprivate init(_ outcome: ReplayReport.RuleOutcome, file: String) {
        self.file = file
        group = outcome.group
        name = outcome.rule.name
        kind = outcome.rule.kind == .recording ? .recording : .alerting
        evaluationCount = outcome.evaluationCount
        sampleCount = outcome.sampleCount
        droppedSampleCount = outcome.droppedCount
        failures = outcome.failures.map {
            .init(
                message: $0.message,
                firstAt: Timestamp(milliseconds: $0.firstAt),
                count: $0.count
            )
        }
    }
}

extension RuleEvaluationReport.Alert {
    fileprivate init(
        _ record: AlertRecord,
        of outcome: ReplayReport.RuleOutcome,
        file: String,
        evidence: AlertEvidence
    ) {
        name = outcome.rule.name
        self.file = file
        group = outcome.group
        labels = record.labels.publicLabels
        annotations = record.annotations.map { SeriesLabel(name: $0.name, value: $0.value) }
        value =
            switch record.point {
            case .float(let number): number
            case .histogram: nil
            }
        pendingAt = Timestamp(milliseconds: record.pendingAt)
        firingAt = record.firingAt.map(Timestamp.init(milliseconds:))
        resolvedAt = record.resolvedAt.map(Timestamp.init(milliseconds:))
        self.evidence = evidence
    }
}
