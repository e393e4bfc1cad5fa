import DossierColumns
import DossierPrimitives
import DossierPromQL
import DossierQuery

/// The labels of the series that are computed from spans, as Tempo's metrics generator has them, and
/// from log records.
enum ComputedMetricLabels {
    private static let service = Array("service".utf8)
    private static let spanName = Array("span_name".utf8)
    private static let spanKind = Array("span_kind".utf8)
    private static let statusCode = Array("status_code".utf8)
    private static let client = Array("client".utf8)
    private static let server = Array("server".utf8)
    private static let level = Array("level".utf8)
    /// The pattern of the body of log records.
    static let pattern = Array("pattern".utf8)
    private static let connectionType = Array("connection_type".utf8)

    /// All that a series may have besides its name.
    static let names: Set<[UInt8]> = [
        service, spanName, spanKind, statusCode, client, server, connectionType, level,
        pattern, LabelName.bucketBound,
    ]

    /// OTLP's names of kinds and of codes of a status, by number.
    private static let kinds = [
        "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER",
    ].map { Array("SPAN_KIND_\($0)".utf8) }
    private static let statuses = ["UNSET", "OK", "ERROR"].map { Array("STATUS_CODE_\($0)".utf8) }

    private static func text(_ number: UInt64, _ names: [[UInt8]]) -> [UInt8] {
        number < UInt64(names.count)
            ? names[Int(number)] : Array(String(Int64(bitPattern: number)).utf8)
    }

    static func labels(_ key: SpanCalls.Key) -> Labels {
        Labels([
            Label(name: service, value: key.service ?? []),
            Label(name: spanName, value: key.name),
            Label(name: spanKind, value: text(key.kind, kinds)),
            Label(name: statusCode, value: text(key.status, statuses)),
        ])
    }

    static func labels(_ key: ServiceRequests.Key) -> Labels {
        let messaging = key.isMessaging ? Array("messaging_system".utf8) : []
        return Labels([
            Label(name: client, value: key.client),
            Label(name: server, value: key.server),
            Label(name: connectionType, value: messaging),
        ])
    }

    /// An unknown level is `unknown`.
    static func labels(_ key: LogCounts.Key, of counts: LogCounts) -> Labels {
        let levelName = Array((key.level?.rawValue ?? "unknown").utf8)
        return Labels([
            Label(name: service, value: counts.services.names[Int(key.service)] ?? []),
            Label(name: level, value: levelName),
            Label(name: pattern, value: Array(counts.patterns[key.pattern])),
        ])
    }

    /// The values of `le`, by bucket.
    static func bounds(_ buckets: DurationBuckets) -> [[UInt8]] {
        buckets.bounds.map { Array(FloatText.decimal($0).utf8) } + [Array("+Inf".utf8)]
    }
}
