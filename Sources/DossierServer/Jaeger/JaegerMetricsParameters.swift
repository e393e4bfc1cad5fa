internal import Dossier
internal import DossierPrimitives

/// Which spans the metrics of Jaeger's API are of, and for which times.
struct JaegerMetricsParameters {
    /// Whether there is a series for each operation.
    let groupsByOperation: Bool
    /// The time between two values.
    let step: Duration

    private let services: [String]
    private let kinds: [String]
    private let ratePeriod: Int64
    private let end: Int64?
    private let lookback: Int64

    /// How many values a series may have.
    private static let pointCountMax: Int64 = 11_000

    init(_ fields: FormFields) throws(HTTPFailure) {
        services = fields.values("service").filter { !$0.isEmpty }
        guard !services.isEmpty else {
            throw .unparsable("service", "please provide at least one service name")
        }
        var groups = false
        if let text = fields.filled("groupByOperation") {
            guard let flag = GoBooleanParameter.value(text) else {
                throw .unparsable("groupByOperation", "'\(text)' is neither true nor false")
            }
            groups = flag
        }
        groupsByOperation = groups
        kinds = try Self.kinds(fields)
        end = try fields.jaegerMilliseconds("endTs")
        lookback = try Self.milliseconds("lookback", fields) ?? 3_600_000
        let step = try Self.milliseconds("step", fields) ?? 5_000
        ratePeriod = try Self.milliseconds("ratePer", fields) ?? 600_000
        guard lookback / step <= Self.pointCountMax else {
            throw .unparsable(
                "step",
                "there would be more than \(Self.pointCountMax) values; make it longer"
            )
        }
        self.step = .milliseconds(step)
    }

    private static func milliseconds(
        _ name: String,
        _ fields: FormFields
    ) throws(HTTPFailure) -> Int64? {
        let number = try fields.jaegerMilliseconds(name)
        if let number, number <= 0 { throw .unparsable(name, "it has to be above 0") }
        return number
    }

    /// Requests that were served, unless kinds are given.
    private static func kinds(_ fields: FormFields) throws(HTTPFailure) -> [String] {
        let sent = fields.values("spanKind")
        for kind in sent where !knownKinds.contains(kind) {
            throw .unparsable("spanKind", "unsupported span kind: '\(kind)'")
        }
        return sent.isEmpty ? ["server"] : sent
    }

    private static let knownKinds = [
        "unspecified", "internal", "server", "client", "producer", "consumer",
    ]

    /// The times of the values, which end with the file if nothing is said; nil for a file without
    /// any.
    func window(of file: DossierFile) throws -> ClosedRange<Timestamp>? {
        let last: Timestamp
        if let end {
            last = Timestamp(milliseconds: end)
        } else if let extent = try file.eventTimeRange() {
            // The first sample that counts all spans.
            last = extent.upperBound + .seconds(15)
        } else {
            return nil
        }
        return (last - .milliseconds(lookback))...last
    }

    /// PromQL for the rate of a counter, by service and perhaps operation.
    func rate(of metric: String, by labels: [String] = [], where matchers: [String] = []) -> String
    {
        let kinds = self.kinds.map { "SPAN_KIND_\($0.uppercased())" }
        let all = [matcher("service", services), matcher("span_kind", kinds)] + matchers
        let group = ["service"] + (groupsByOperation ? ["span_name"] : []) + labels
        return "sum by (\(group.joined(separator: ", "))) "
            + "(rate(\(metric){\(all.joined(separator: ", "))}[\(ratePeriod)ms]))"
    }

    private func matcher(_ label: String, _ values: [String]) -> String {
        let pattern = values.map(RegularExpressionText.quoted).joined(separator: "|")
        return "\(label)=~\(QuotedText.text(of: pattern.utf8))"
    }
}
