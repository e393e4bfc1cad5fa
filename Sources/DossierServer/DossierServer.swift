package import Dossier

/// Answers HTTP requests from stores.
package struct DossierServer: Sendable {
    /// The stores, each by its name.
    package var stores: [ServedStore]
    /// Files that could not be opened, which answers warn of.
    package var unopened: [UnopenedStore] = []
    /// Who may ask.
    package var security: SecurityPolicy
    /// What is taken from clients.
    package var limits = ServerLimits()
    /// How Prometheus' API sees the metrics.
    package var metricOptions = QueryOptions()
    /// The rules that Prometheus' API lists.
    package var rules: RuleSet?
    /// Which metrics count the requests of a trace.
    package var conventions = RequestConventions()
    /// Where answers are noted.
    package var accessLog: AccessLog?

    package init(stores: [ServedStore], security: SecurityPolicy) {
        self.stores = stores
        self.security = security
    }

    /// Starts to listen on addresses.
    ///
    /// - Throws: An ``HTTPServerError``.
    package func start(_ addresses: [HTTPServer.Address]) throws -> HTTPServer {
        try HTTPServer(addresses, admission: admission, limits: limits, accessLog: accessLog)
    }

    /// Finds what answers a request.
    package var admission: Admission {
        Admission(
            stores: stores,
            unopened: unopened,
            router: Router(routes),
            security: security
        )
    }

    /// Dossier's own paths, those of every other API at the root, and the same below a prefix of each,
    /// which tells APIs apart that share paths.
    private var routes: [Route] {
        let own =
            PageRoutes.all + HealthRoutes.all + StoreRoutes.all + OpenAPIRoutes.all
            + CorrelationRoutes(conventions).all + ReceiverRoutes.all
            + [TailSession.route(lagLimit: limits.tailLag)]
        let prometheus = PrometheusRoutes(options: metricOptions, rules: rules)
        let loki =
            LokiRoutes.all + LokiPushRoutes.all + [LokiTail.route(lagLimit: limits.tailLag)]
        let sharedTrace = JaegerLegacyRoutes.trace.yielding(to: TempoRoutes.trace) { request in
            TempoTrace.encoding(of: request) == .protobuf
        }
        let atRoot = [sharedTrace] + prometheus.all + JaegerRoutes.all + TempoRoutes.all + loki
        let belowPrefix: [(prefix: String, routes: [Route])] = [
            ("/prometheus", prometheus.all),
            ("/jaeger", JaegerRoutes.all),
            ("/tempo", TempoRoutes.prefixed),
            ("/loki", loki),
            ("/loki/prometheus", prometheus.rulesAndAlerts),
        ]
        return own + atRoot
            + belowPrefix.flatMap { api in
                (api.routes + HealthRoutes.all + [HealthRoutes.root]).map { $0.below(api.prefix) }
            }
    }
}
