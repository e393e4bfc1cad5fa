internal import DossierPrimitives

/// What Loki's API says about the server.
enum LokiStatus {
    /// The version of Loki whose API this is; clients look at it to know what they can ask.
    private static let version = "3.6.0"

    static let routes: [Route] = [
        get("/loki/api/v1/status/buildinfo") { json in
            json.string("version", version)
            json.string("revision", "dossier")
            json.string("branch", "")
            json.string("buildUser", "")
            json.string("buildDate", "")
            json.string("goVersion", "")
        },
        get("/loki/api/v1/drilldown-limits") { json in
            json.object("limits") { json in
                json.bool("discover_log_levels", true)
                json.array("discover_service_name", ["service_name"]) { $0.string($1) }
                json.array("log_level_fields", ["detected_level", "level", "severity_text"]) {
                    $0.string($1)
                }
                json.integer("max_entries_limit_per_query", 5000)
                json.integer("max_line_size", 0)
                json.string("max_query_length", "0s")
                json.string("max_query_lookback", "0s")
                json.string("max_query_range", "0s")
                json.integer("max_query_series", 0)
                json.string("query_timeout", "2m0s")
                json.string("retention_period", "0s")
                json.bool("volume_enabled", true)
                json.integer("volume_max_series", 1000)
            }
            json.bool("pattern_ingester_enabled", true)
            json.string("version", version)
        },
        get("/loki/api/v1/rules") { json in
            json.string("status", "success")
            json.object("data") { json in
                json.array("groups", [] as [String]) { $0.string($1) }
            }
        },
    ]

    private static func get(
        _ path: String,
        _ members: @escaping @Sendable (inout JSONWriter) -> Void
    ) -> Route {
        Route(.get, path, errors: .loki) { _ in LokiRoutes.document(members) }
    }
}
