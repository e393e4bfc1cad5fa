internal import Dossier
internal import DossierPrimitives

extension PrometheusRoutes {
    func listRules(_ request: HTTPRequest) async throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let showsAlerts = try !parameters.flag("exclude_alerts")
        let page = try RulePage(parameters)
        let filter = try self.filter(parameters)
        guard let listing = try await listing(request)?.filtered(by: filter) else {
            return .prometheus { $0.object { $0.array("groups", [String]()) { $0.string($1) } } }
        }
        let groups = try page.groups(of: listing)
        let end = listing.end ?? Timestamp(nanoseconds: 0)
        return .prometheus(warnings: listing.warnings) { json in
            json.object { json in
                json.array("groups", groups) { json, group in
                    json.object { $0.group(group, end, showsAlerts: showsAlerts) }
                }
                if let next = page.nextToken(listing) { json.string("groupNextToken", next) }
            }
        }
    }

    func listAlerts(_ request: HTTPRequest) async throws -> HTTPResponse {
        let listing = try await listing(request)
        return .prometheus(warnings: listing?.warnings ?? []) { json in
            json.object { json in
                json.array("alerts", listing?.alerts ?? []) { json, alert in
                    json.object { $0.alert(alert) }
                }
            }
        }
    }

    /// All rules; nil if the server has none.
    private func listing(_ request: HTTPRequest) async throws -> RuleListing? {
        guard let rules else { return nil }
        do {
            return try await rules.listing(
                over: metrics(request),
                isCancelled: request.isCancelled
            )
        } catch {
            throw HTTPFailure.translated(error, "rules")
        }
    }

    private func filter(_ parameters: PrometheusParameters) throws -> RuleFilter {
        var filter = RuleFilter()
        switch parameters.filled("type")?.lowercased() {
        case nil: break
        case "alert": filter.kind = .alerting
        case "record": filter.kind = .recording
        case let type?: throw HTTPFailure.invalid("type", "not supported value \"\(type)\"")
        }
        filter.names = Set(parameters.texts("rule_name[]"))
        filter.groups = Set(parameters.texts("rule_group[]"))
        filter.files = Set(parameters.texts("file[]"))
        try HTTPFailure.translating("match[]") { () throws(DossierError) in
            try filter.setSelectors(parameters.texts("match[]"))
        }
        return filter
    }
}

/// Which groups of a listing a client asks for; a token is the number of the first.
private struct RulePage {
    private let limit: Int?
    private let first: Int

    init(_ parameters: PrometheusParameters) throws(HTTPFailure) {
        limit = try parameters.limit("group_limit")
        guard let token = parameters.filled("group_next_token") else {
            first = 0
            return
        }
        guard limit != nil else {
            throw .invalid(
                "group_next_token",
                "group_limit needs to be present in order to paginate over the groups"
            )
        }
        guard let first = Int(token), first > 0 else {
            throw .invalid("group_next_token", "\"\(token)\" is not a token of an answer")
        }
        self.first = first
    }

    func groups(of listing: RuleListing) throws(HTTPFailure) -> ArraySlice<RuleListing.Group> {
        guard first == 0 || first < listing.groups.count else {
            throw .invalid("group_next_token", "\"\(first)\" is not a token of an answer")
        }
        return listing.groups[first...].prefix(limit ?? .max)
    }

    func nextToken(_ listing: RuleListing) -> String? {
        guard let limit, listing.groups.count - first > limit else { return nil }
        return String(first + limit)
    }
}

extension JSONWriter {
    fileprivate mutating func group(
        _ group: RuleListing.Group,
        _ end: Timestamp,
        showsAlerts: Bool
    ) {
        string("name", group.name)
        string("file", group.file)
        array("rules", group.rules) { json, rule in
            json.object { $0.rule(rule, end, showsAlerts: showsAlerts) }
        }
        double("interval", group.interval.inSeconds)
        integer("limit", group.limit)
        evaluation(end)
    }

    private mutating func rule(
        _ rule: RuleListing.Rule,
        _ end: Timestamp,
        showsAlerts: Bool
    ) {
        if rule.kind == .alerting { string("state", rule.state) }
        string("name", rule.name)
        string("query", rule.expression)
        if rule.kind == .alerting {
            double("duration", rule.hold.inSeconds)
            double("keepFiringFor", rule.keepFiring.inSeconds)
        }
        labels("labels", rule.labels)
        if rule.kind == .alerting {
            labels("annotations", rule.annotations)
            array("alerts", showsAlerts ? rule.alerts : []) { json, alert in
                json.object { $0.alert(alert) }
            }
        }
        string("health", rule.health)
        if let message = rule.failureText { string("lastError", message) }
        evaluation(end)
        string("type", rule.kind.rawValue)
    }

    fileprivate mutating func alert(_ alert: RuleListing.Alert) {
        labels("labels", alert.labels)
        labels("annotations", alert.annotations)
        string("state", alert.isFiring ? "firing" : "pending")
        string("activeAt", alert.pendingAt.rfc3339())
        // Go writes a small e.
        let value = alert.value.map { FloatText.exponential($0).replacing("E", with: "e") }
        string("value", value ?? "")
    }

    private mutating func labels(_ key: String, _ labels: [SeriesLabel]) {
        object(key) { json in
            for label in labels { json.string(label.name, label.value) }
        }
    }

    /// When a rule was evaluated last; how long that took is not known.
    private mutating func evaluation(_ end: Timestamp) {
        integer("evaluationTime", 0)
        string("lastEvaluation", end.rfc3339())
    }
}

extension RuleListing.Rule {
    fileprivate var state: String {
        if alerts.contains(where: \.isFiring) { return "firing" }
        return alerts.isEmpty ? "inactive" : "pending"
    }

    fileprivate var health: String {
        if evaluationCount == 0 { return "unknown" }
        return failures.isEmpty ? "ok" : "err"
    }

    fileprivate var failureText: String? {
        guard let failure = failures.last else { return nil }
        let count = failures.reduce(0) { $0 + $1.count }
        return "\(failure.message) (\(count) of \(evaluationCount) evaluations failed)"
    }
}
