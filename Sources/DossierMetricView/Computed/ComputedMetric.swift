import DossierPromQL

/// A metric that is computed from spans or log records when it is asked for; those of spans have the
/// names and the labels that Tempo's metrics generator gives them.
enum ComputedMetric: CaseIterable, Sendable {
    case calls, latency
    case requests, failedRequests, serverSeconds, clientSeconds
    case logRecords

    /// What a metric counts.
    enum Subject: Sendable {
        case spans, requests, logRecords
    }

    var name: [UInt8] {
        let text: StaticString =
            switch self {
            case .calls: "traces_spanmetrics_calls_total"
            case .latency: "traces_spanmetrics_latency"
            case .requests: "traces_service_graph_request_total"
            case .failedRequests: "traces_service_graph_request_failed_total"
            case .serverSeconds: "traces_service_graph_request_server_seconds"
            case .clientSeconds: "traces_service_graph_request_client_seconds"
            case .logRecords: "log_records_total"
            }
        return text.withUTF8Buffer { Array($0) }
    }

    var help: String {
        switch self {
        case .calls: "spans by service, name, kind and status"
        case .latency: "durations of spans"
        case .requests: "requests from one service to another"
        case .failedRequests: "requests that failed on one side"
        case .serverSeconds: "durations of requests as the server saw them"
        case .clientSeconds: "durations of requests as the client saw them"
        case .logRecords: "log records by service, level and pattern of their body"
        }
    }

    var isHistogram: Bool {
        switch self {
        case .calls, .requests, .failedRequests, .logRecords: false
        case .latency, .serverSeconds, .clientSeconds: true
        }
    }

    var subject: Subject {
        switch self {
        case .calls, .latency: .spans
        case .requests, .failedRequests, .serverSeconds, .clientSeconds: .requests
        case .logRecords: .logRecords
        }
    }

    /// What it is computed from, in words.
    var origin: String { self == .logRecords ? "log records" : "spans" }

    var parts: [SeriesPart] { isHistogram ? [.bucket, .sum, .count] : [.value] }

    /// The parts that satisfy all conditions on the name, if these ask for it.
    ///
    /// Conditions that nearly every name satisfies are about the metrics of the store.
    func parts(matching conditions: [SeriesMatcher]) -> [SeriesPart] {
        guard conditions.contains(where: \.asksForNames) else { return [] }
        return parts.filter { part in
            let name = part.name(of: name)
            return conditions.allSatisfy { $0.matches(name) }
        }
    }
}

extension SeriesMatcher {
    /// A name that a condition for all metrics has, too.
    private static let anyName = Array("_".utf8)

    /// Whether the condition on a name is one for some names.
    fileprivate var asksForNames: Bool {
        switch condition {
        case .equal: true
        case .matching: !matches(Self.anyName)
        case .notEqual, .notMatching: false
        }
    }
}

/// A line of the catalogue for a metric that is computed when it is asked for.
package struct ComputedMetricEntry: Sendable {
    package let name: [UInt8]
    /// Prometheus' word for what it is.
    package let type: String
    package let unit: String
    package let help: String
    /// Whether it is computed from log records; if not, from spans.
    package let isOfLogRecords: Bool
}
