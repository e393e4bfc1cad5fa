internal import Dossier

/// Prometheus' HTTP API, over the metrics of the stores.
struct PrometheusRoutes: Sendable {
    /// How the metrics are seen.
    let options: QueryOptions
    /// The rules that `rules` and `alerts` list.
    let rules: RuleSet?

    /// The longest form that is read, in bytes.
    private static let formLimit = 1 << 20

    /// Every path, with a route for preflight requests.
    var all: [Route] {
        var routes = queries + listings + status + rulesAndAlerts + missing
        routes += Set(routes.map(\.pattern)).map { pattern in
            Route(.options, pattern: pattern) { _ in HTTPResponse(204, body: .bytes([])) }
        }
        return routes
    }

    private var queries: [Route] {
        var routes = both("query") { try query($0) }
        routes += both("query_range") { try queryRange($0) }
        routes += both("query_exemplars") { try exemplars($0) }
        routes += both("format_query") { try formatQuery($0) }
        routes += both("parse_query") { try parseQuery($0) }
        return routes
    }

    private var listings: [Route] {
        var routes = both("labels") { try labels($0) }
        routes += both("series") { try series($0) }
        routes.append(get("label/{name}/values") { try labelValues($0) })
        routes.append(get("metadata") { try metadata($0) })
        return routes
    }

    private var status: [Route] {
        let status = PrometheusStatus(options: options)
        return [
            get("targets") { _ in status.targets },
            get("alertmanagers") { _ in status.alertmanagers },
            get("scrape_pools") { _ in status.scrapePools },
            get("status/buildinfo") { _ in status.build },
            get("status/runtimeinfo") { _ in status.runtime },
            get("status/flags") { _ in status.flags },
            get("status/config") { _ in status.configuration },
            get("status/tsdb") { try status.series($0) },
        ]
    }

    /// What Grafana's Loki data source asks for, too, below a prefix of its own.
    var rulesAndAlerts: [Route] {
        [
            get("rules") { try await listRules($0) },
            get("alerts") { try await listAlerts($0) },
        ]
    }

    /// What Prometheus' clients may ask for and a file has not.
    private var missing: [Route] {
        [
            "features", "notifications", "notifications/live", "read", "scrape_pools/config",
            "search/label_names", "search/label_values", "search/metric_names",
            "status/self_metrics", "status/tsdb/blocks", "status/walreplay", "targets/metadata",
            "targets/relabel_steps", "write", "admin/tsdb/clean_tombstones",
            "admin/tsdb/delete_series", "admin/tsdb/snapshot",
        ].flatMap { path in
            both(path) { _ in throw HTTPFailure(404, "/api/v1/\(path) is missing here") }
        }
    }

    private func get(_ path: String, handler: @escaping Route.Handler) -> Route {
        Route(.get, "/api/v1/" + path, errors: .prometheus, handler: handler)
    }

    private func both(_ path: String, handler: @escaping Route.Handler) -> [Route] {
        let post = Route(
            .post,
            "/api/v1/" + path,
            bodyLimit: Self.formLimit,
            errors: .prometheus,
            handler: handler
        )
        return [get(path, handler: handler), post]
    }
}
