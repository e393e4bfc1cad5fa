internal import Dossier
internal import DossierPrimitives

/// What Prometheus says about itself, as far as it applies to a server of stores.
struct PrometheusStatus: Sendable {
    let options: QueryOptions
    private let start = Timestamp.now.rfc3339()

    init(options: QueryOptions) {
        self.options = options
    }

    /// The release whose language is evaluated, by which clients know what they can ask for.
    private static let version = "3.14.0"
    /// How many names of metrics and labels are listed, unless a client says.
    private static let listedCountDefault = 10

    var targets: HTTPResponse {
        .prometheus { json in
            json.object { json in
                for key in ["activeTargets", "droppedTargets"] { json.emptyArray(key) }
                json.object("droppedTargetCounts") { _ in }
            }
        }
    }

    var alertmanagers: HTTPResponse {
        .prometheus { json in
            json.object { json in
                for key in ["activeAlertmanagers", "droppedAlertmanagers"] { json.emptyArray(key) }
            }
        }
    }

    var scrapePools: HTTPResponse {
        .prometheus { json in json.object { $0.emptyArray("scrapePools") } }
    }

    var build: HTTPResponse {
        .prometheus { json in
            json.object { json in
                json.string("version", Self.version)
                json.string("revision", "dossier")
                for key in ["branch", "buildUser", "buildDate", "goVersion"] {
                    json.string(key, "")
                }
            }
        }
    }

    var runtime: HTTPResponse {
        .prometheus { json in
            json.object { json in
                for key in ["startTime", "lastConfigTime"] { json.string(key, start) }
                json.string("serverTime", Timestamp.now.rfc3339())
                for key in ["CWD", "hostname", "GOGC", "GODEBUG", "storageRetention"] {
                    json.string(key, "")
                }
                json.bool("reloadConfigSuccess", true)
                for key in ["corruptionCount", "goroutineCount", "GOMAXPROCS", "GOMEMLIMIT"] {
                    json.integer(key, 0)
                }
            }
        }
    }

    var flags: HTTPResponse {
        .prometheus { json in
            json.object { json in
                json.string("query.lookback-delta", "5m")
                json.string("query.max-samples", String(options.maxSamples))
                json.string("query.timeout", "2m")
            }
        }
    }

    var configuration: HTTPResponse {
        let yaml = "otlp:\n  translation_strategy: \(options.naming.rawValue)\n"
        return .prometheus { json in json.object { $0.string("yaml", yaml) } }
    }

    /// How many series there are, by what they have.
    func series(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let limit = try parameters.limit() ?? Self.listedCountDefault
        let metrics = MetricStores(of: request.stores)
        let listing = try metrics.series(matching: [], options: options)
        let range = try metrics.timeRange()
        let counts = SeriesCounts(of: listing)
        return .prometheus(warnings: listing.warnings) { json in
            json.object { json in
                json.object("headStats") { json in
                    json.integer("numSeries", listing.series.count)
                    json.integer("numLabelPairs", counts.pairCount)
                    json.integer("chunkCount", 0)
                    json.integer("minTime", range?.lowerBound.milliseconds ?? 0)
                    json.integer("maxTime", range?.upperBound.milliseconds ?? 0)
                }
                json.counts("seriesCountByMetricName", counts.byMetric, limit)
                json.counts("labelValueCountByLabelName", counts.valuesByLabel, limit)
                json.counts("memoryInBytesByLabelName", counts.bytesByLabel, limit)
                json.counts("seriesCountByLabelValuePair", counts.byPair, limit)
            }
        }
    }
}

/// Series counted by what their labels are.
private struct SeriesCounts {
    private(set) var byMetric: [String: Int] = [:]
    private(set) var valuesByLabel: [String: Int] = [:]
    private(set) var bytesByLabel: [String: Int] = [:]
    private(set) var byPair: [String: Int] = [:]
    let pairCount: Int

    init(of listing: SeriesListing) {
        var pairs: [SeriesLabel: Int] = [:]
        for label in listing.series.joined() { pairs[label, default: 0] += 1 }
        pairCount = pairs.count
        for (label, count) in pairs {
            if label.name == "__name__" { byMetric[label.value] = count }
            valuesByLabel[label.name, default: 0] += 1
            bytesByLabel[label.name, default: 0] += label.value.utf8.count
            byPair["\(label.name)=\(label.value)"] = count
        }
    }
}

extension JSONWriter {
    fileprivate mutating func emptyArray(_ key: String) {
        array(key, [String]()) { $0.string($1) }
    }

    /// The largest counts, by falling number.
    fileprivate mutating func counts(_ key: String, _ counts: [String: Int], _ limit: Int) {
        let largest = counts.sorted { left, right in
            left.value != right.value ? left.value > right.value : left.key < right.key
        }
        array(key, largest.prefix(limit)) { json, entry in
            json.object { json in
                json.string("name", entry.key)
                json.integer("value", entry.value)
            }
        }
    }
}
