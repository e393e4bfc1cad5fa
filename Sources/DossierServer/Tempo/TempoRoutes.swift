internal import DossierPrimitives

/// Tempo's HTTP API, over the spans of the stores.
enum TempoRoutes {
    /// The paths that no other API has.
    static let all: [Route] = [
        Route(.get, "/api/status/buildinfo") { _ in buildInformation() },
        Route(.get, "/api/v2/traces/{id}") { try TempoTrace.answer($0, .second) },
        Route(.post, "/api/v2/traces/diff", bodyLimit: 64 << 20) { _ in
            throw HTTPFailure(501, "traces are not compared by this server")
        },
        // As a trace's id it would be a bad request.
        Route(.get, "/api/v2/traces/diff") { _ in
            var failure = HTTPFailure(405, "traces are compared by POST")
            failure.headers = [("Allow", "POST")]
            throw failure
        },
        Route(.get, "/api/search") { try TempoSearch.answer($0) },
        Route(.get, "/api/search/tags") { try TempoTags.names($0) },
        Route(.get, "/api/v2/search/tags") { try TempoTags.scopes($0) },
        Route(.get, "/api/search/tag/{tag}/values") { try TempoTags.values($0) },
        Route(.get, "/api/v2/search/tag/{tag}/values") { try TempoTags.typedValues($0) },
        Route(.get, "/api/metrics/query_range") { try TempoMetrics.range($0) },
        Route(.get, "/api/metrics/query") { try TempoMetrics.instant($0) },
    ]

    /// The path that Jaeger's API has, too; protobuf is asked of Tempo.
    static let trace = Route(.get, "/api/traces/{id}") { try TempoTrace.answer($0, .first) }

    /// All paths, to be put below a prefix.
    static let prefixed: [Route] = all + [trace]

    /// What clients ask to know which features Tempo has.
    private static func buildInformation() -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.string("version", "2.9.0")
            for key in ["revision", "branch", "buildUser", "buildDate", "goVersion"] {
                json.string(key, "")
            }
        }
        return .json(json.takeBytes(endingLine: true))
    }
}
