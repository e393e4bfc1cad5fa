internal import Dossier
internal import DossierPrimitives

extension PrometheusRoutes {
    func labels(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let selectors = parameters.texts("match[]")
        return try list(parameters) { times throws(DossierError) in
            try metrics(request).labelNames(matching: selectors, in: times, options: options)
        }
    }

    func labelValues(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let selectors = parameters.texts("match[]")
        let name = EscapedLabelName.decoded(request.capture("name"))
        return try list(parameters) { times throws(DossierError) in
            try metrics(request)
                .labelValues(of: name, matching: selectors, in: times, options: options)
        }
    }

    private func list(
        _ parameters: PrometheusParameters,
        _ body: (ClosedRange<Timestamp>?) throws(DossierError) -> LabelListing
    ) throws -> HTTPResponse {
        let limit = try parameters.limit()
        var listing: LabelListing
        switch try parameters.window() {
        case .never: return .prometheus { $0.json("[]".utf8) }
        case .always:
            listing = try HTTPFailure.translating("match[]") { () throws(DossierError) in
                try body(nil)
            }
        case .times(let range):
            listing = try HTTPFailure.translating("match[]") { () throws(DossierError) in
                try body(range)
            }
        }
        if let limit { listing = listing.limited(to: limit) }
        return .json(listing.json())
    }

    func series(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let limit = try parameters.limit()
        let selectors = parameters.texts("match[]")
        guard !selectors.isEmpty else { throw HTTPFailure(400, "no match[] parameter provided") }
        let times: ClosedRange<Timestamp>?
        switch try parameters.window() {
        case .always: times = nil
        case .times(let range): times = range
        case .never: return .prometheus { $0.json("[]".utf8) }
        }
        var listing = try HTTPFailure.translating("match[]") { () throws(DossierError) in
            try metrics(request).series(matching: selectors, in: times, options: options)
        }
        if let limit { listing = listing.limited(to: limit) }
        return .json(listing.json())
    }

    func metadata(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let limit = try parameters.limit() ?? .max
        let countMax = try parameters.limit("limit_per_metric") ?? .max
        let metric = parameters.filled("metric")
        let listing = try metrics(request).metrics(options: options)
        let all = MetricMetadata.all(of: listing).filter { metric == nil || $0.name == metric }
        return .prometheus(warnings: listing.warnings) { json in
            json.beginObject()
            for (name, entries) in all.prefix(limit) {
                json.array(name, entries.prefix(countMax)) { json, entry in
                    json.object { json in
                        json.string("type", entry.type.rawValue)
                        json.string("unit", entry.unit)
                        json.string("help", entry.help)
                    }
                }
            }
            json.endObject()
        }
    }
}

/// What is known of metrics of one name.
private struct MetricMetadata: Hashable {
    let type: MetricType
    let unit: String
    let help: String

    /// By name, in the order of names.
    static func all(of listing: MetricListing) -> [(name: String, entries: [MetricMetadata])] {
        let stored = listing.metrics.map {
            (name: $0.name, entry: MetricMetadata(type: $0.type, unit: $0.unit, help: $0.help))
        }
        let computed = (listing.computedFromSpans + listing.computedFromLogs).map {
            (name: $0.name, entry: MetricMetadata(type: $0.type, unit: $0.unit, help: $0.help))
        }
        var known: [String: [MetricMetadata]] = [:]
        for (name, entry) in stored + computed where !known[name, default: []].contains(entry) {
            known[name, default: []].append(entry)
        }
        return known.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { ($0.key, $0.value) }
    }
}
