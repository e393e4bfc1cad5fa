import Dossier
import TestSupport
import Testing

/// What rules make of an incident that was made up with one fault in it.
@Suite struct PlantedFaultTests {
    /// Errors of a service's own making; time that it spends itself; exports that cease.
    private static let rules = """
        groups:
        - name: services
          interval: 15s
          rules:
          - record: job:own_errors:ratio1m
            expr: |
              sum by (job) (
                rate(http_server_request_duration_seconds_count{http_response_status_code="500"}[1m])
              )
              / sum by (job) (rate(http_server_request_duration_seconds_count[1m]))
          - record: job:own_seconds:rate1m
            expr: |
              sum by (job) (rate(http_server_request_duration_seconds_sum[1m]))
              - (
                histogram_sum(sum by (job) (rate(rpc_client_duration_seconds[1m])))
                or sum by (job) (rate(http_server_request_duration_seconds_sum[1m])) * 0
              )
          - alert: ServiceErrors
            expr: job:own_errors:ratio1m > 0.3
            for: 15s
            annotations: {summary: '{{ $labels.job }}: {{ $value | humanizePercentage }} fail'}
          - alert: ServiceSlow
            expr: |
              job:own_seconds:rate1m
              / sum by (job) (rate(http_server_request_duration_seconds_count[1m])) > 0.5
            for: 15s
          - alert: ServiceDown
            expr: |
              count by (job) (last_over_time(process_memory_usage_bytes[2m]))
              unless count by (job) (last_over_time(process_memory_usage_bytes[40s]))
        """

    private func evaluate(
        _ fault: SyntheticIncident.Fault,
        seed: UInt64
    ) throws -> (SyntheticIncident.Ground, RuleEvaluationReport) {
        let fixture = StoreFixture()
        let incident = SyntheticIncident(seed: seed, traceCount: 2_000, fault: fault)
        var bytes: [Signal: [UInt8]] = [:]
        let ground = incident.write { bytes[$0, default: []] += $1 }
        for (signal, lines) in bytes {
            try fixture.ingest("\(signal.rawValue).jsonl", lines)
        }
        let report = try RuleEvaluation(store: fixture.store)
            .run([RuleText(name: "services.yml", text: Self.rules)])
        return (ground, report)
    }

    @Test(
        arguments: [
            (SyntheticIncident.Fault.errors, "ServiceErrors"), (.latency, "ServiceSlow"),
            (.outage, "ServiceDown"),
        ],
        [1, 7] as [UInt64]
    )
    func showsThatFaultAndNoOther(
        _ expected: (fault: SyntheticIncident.Fault, alert: String),
        seed: UInt64
    ) throws {
        let (ground, report) = try evaluate(expected.fault, seed: seed)
        let fault = try #require(ground.plantedFault)
        #expect(report.failureCount == 0)
        let fired = report.alerts.filter { $0.firingAt != nil }
        #expect(fired.map(\.name) == [expected.alert])
        let alert = try #require(fired.first)
        #expect(alert.labels.contains(SeriesLabel(name: "job", value: "shop/\(fault.service)")))
        let (start, end) = (fault.start, fault.end)
        #expect((start...end).contains(alert.pendingAt))
        #expect((start...end).contains(try #require(alert.firingAt)))
        // The window of the rates goes on for a minute, those of exports for 15 seconds.
        if let resolvedAt = alert.resolvedAt {
            #expect((start...(end + .seconds(75))).contains(resolvedAt))
        }
        #expect(alert.evidence.service == fault.service)
        if expected.fault == .errors {
            #expect(alert.evidence.errorTraceCount > 0 && alert.evidence.errorLogCount > 0)
            #expect(alert.evidence.traces.count == 5 && alert.evidence.errorLogs.count == 5)
        }
    }

    @Test func showsNoneWhereThereIsNone() throws {
        let (_, report) = try evaluate(.none, seed: 1)
        #expect(report.failureCount == 0 && report.rules.allSatisfy { $0.evaluationCount > 0 })
        #expect(report.alerts.isEmpty)
    }
}
