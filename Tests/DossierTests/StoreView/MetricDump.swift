import DossierMetricView
import DossierPromQL
import DossierQuery
import DossierStore

/// One request of metrics in OTLP-JSON, put together for a test.
struct MetricDump {
    var resource = [("service.name", "shop"), ("service.instance.id", "shop-1")]
    var scope = ("library", "1.2")
    var metrics: [String] = []

    /// Seconds since the Unix epoch at which tests begin.
    static let start: Int64 = 1_700_000_000

    static func nanoseconds(_ seconds: Double) -> String {
        "\(start * 1_000_000_000 + Int64(seconds * 1e9))"
    }

    mutating func add(
        _ name: String,
        unit: String = "",
        _ kind: String,
        _ points: [String],
        _ members: String = ""
    ) {
        metrics.append(
            """
            {"name":"\(name)","unit":"\(unit)","\(kind)":{"dataPoints":[\
            \(points.joined(separator: ","))]\(members)}}
            """
        )
    }

    static func point(
        _ seconds: Double,
        _ members: String,
        start: Double? = nil,
        _ attributes: [(String, String)] = []
    ) -> String {
        let start = start.map { #""startTimeUnixNano":"\#(nanoseconds($0))","# } ?? ""
        return """
            {"attributes":\(list(attributes)),\(start)"timeUnixNano":"\(nanoseconds(seconds))"\
            \(members.isEmpty ? "" : ",")\(members)}
            """
    }

    private static func list(_ attributes: [(String, String)]) -> String {
        let members = attributes.map { key, value in
            #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
        }
        return "[\(members.joined(separator: ","))]"
    }

    var json: String {
        """
        {"resourceMetrics":[{"resource":{"attributes":\(Self.list(resource))},"scopeMetrics":[\
        {"scope":{"name":"\(scope.0)","version":"\(scope.1)"},"metrics":[\
        \(metrics.joined(separator: ","))]}]}]}

        """
    }
}

/// A store of metric dumps, seen as Prometheus sees it.
struct ViewFixture {
    let fixture = StoreFixture()

    init(_ dumps: MetricDump...) throws {
        for (number, dump) in dumps.enumerated() {
            try fixture.ingest("metrics\(number).jsonl", dump.json.utf8)
        }
    }

    func samples(_ options: StoreSampleOptions = StoreSampleOptions()) throws -> StoreSamples {
        StoreSamples(try MetricView(StoreReader(path: fixture.store)), options)
    }

    /// The series of a selector as lines: labels, and values with their seconds.
    func lines(
        _ matchers: [(String, String)],
        _ options: StoreSampleOptions = StoreSampleOptions()
    ) throws -> [String] {
        let selection = SampleSelection(
            matchers: matchers.map { name, value in
                SeriesMatcher(name: Array(name.utf8), .equal(Array(value.utf8)))
            },
            startMilliseconds: 0,
            endMilliseconds: .max
        )
        return try samples(options).select(selection).map(Self.line).sorted()
    }

    static func line(_ series: SampleSeries) -> String {
        let floats = zip(series.floats.timestamps, series.floats.values).map { time, value in
            "\(value.isStaleMarker ? "stale" : "\(value)")@\(seconds(time))"
        }
        let histograms = zip(series.histograms.timestamps, series.histograms.values).map {
            "\(text($1))@\(seconds($0))"
        }
        return "\(series.labels) \((floats + histograms).joined(separator: " "))"
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let relative = Double(milliseconds - MetricDump.start * 1000) / 1000
        return "\(relative)"
    }

    private static func text(_ histogram: FloatHistogram) -> String {
        if histogram.isStaleMarker { return "stale" }
        let buckets = { (buckets: HistogramBuckets) in
            zip(buckets.indices, buckets.counts).map { "\($0):\($1)" }.joined(separator: ",")
        }
        return "{schema \(histogram.schema) count \(histogram.count) sum \(histogram.sum)"
            + " zero \(histogram.zeroCount) +[\(buckets(histogram.positive))]"
            + " -[\(buckets(histogram.negative))]"
            + (histogram.customBounds.isEmpty ? "" : " bounds \(histogram.customBounds)") + "}"
    }
}
