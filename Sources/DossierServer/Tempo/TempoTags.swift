internal import Dossier
internal import DossierPrimitives

/// Names and values of attributes, for completions.
enum TempoTags {
    /// Where tags are, in the order in which they are listed.
    private enum Scope: String, CaseIterable {
        case event, instrumentation, intrinsic, link, resource, span

        init?(_ attribute: AttributeSummary) {
            switch (attribute.row, attribute.level) {
            case (.span, .own): self = .span
            case (.span, .resource): self = .resource
            case (.span, .scope): self = .instrumentation
            case (.event, .own): self = .event
            case (.link, .own): self = .link
            default: return nil
            }
        }
    }

    /// What spans have besides attributes, by the names of TraceQL.
    private static let intrinsics = [
        "duration", "event:name", "event:timeSinceStart", "instrumentation:name",
        "instrumentation:version", "kind", "link:spanID", "link:traceID", "name", "rootName",
        "rootServiceName", "span:duration", "span:id", "span:kind", "span:name", "span:parentID",
        "span:status", "span:statusMessage", "status", "statusMessage", "trace:duration",
        "trace:id", "trace:rootName", "trace:rootService", "traceDuration",
    ]

    /// The tags of the first version's searches that are not attributes.
    private static let namedTags: [String: String] = [
        "name": "name", "status.code": "status", "root.name": "rootName",
        "root.service.name": "rootServiceName",
    ]

    // MARK: - Names

    /// `{"tagNames": […]}`, of all scopes.
    static func names(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = TempoParameters(request)
        let limit = try parameters.limit("limit")
        let (keys, failures) = try keys(request, parameters, try scopes(parameters))
        var names = Set(keys.filter { $0.key != .intrinsic }.values.joined())
        if keys[.intrinsic] != nil { names.formUnion(namedTags.keys) }
        return list("tagNames", names.sorted().prefix(limit ?? .max), failures) { $0.string($1) }
    }

    /// `{"scopes": [{"name": …, "tags": […]}]}`.
    static func scopes(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = TempoParameters(request)
        let limit = try parameters.limit("limit")
        let scopes = try scopes(parameters)
        let (keys, failures) = try keys(request, parameters, scopes)
        var json = JSONWriter()
        json.object { json in
            json.array("scopes", scopes.filter { !(keys[$0] ?? []).isEmpty }) { json, scope in
                json.object { json in
                    json.string("name", scope.rawValue)
                    let tags = (keys[scope] ?? []).sorted().prefix(limit ?? .max)
                    json.array("tags", tags) { $0.string($1) }
                }
            }
            json.object("metrics") { _ in }
        }
        return HTTPResponse.json(json.takeBytes(endingLine: true)).warning(of: failures)
    }

    private static func scopes(_ parameters: TempoParameters) throws(HTTPFailure) -> [Scope] {
        guard let name = parameters.fields.filled("scope"), name != "none" else {
            return Scope.allCases
        }
        guard let scope = Scope(rawValue: name) else {
            let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
            throw parameters.invalid("scope", "\"\(name)\" is not one of \(known)")
        }
        return [scope]
    }

    private static func keys(
        _ request: HTTPRequest,
        _ parameters: TempoParameters,
        _ scopes: [Scope]
    ) throws -> (keys: [Scope: Set<String>], failures: [HTTPFailure]) {
        let window = try parameters.window()
        var keys: [Scope: Set<String>] = [:]
        if scopes.contains(.intrinsic) { keys[.intrinsic] = Set(intrinsics) }
        guard scopes != [.intrinsic] else { return (keys, []) }
        var query = AttributeQuery()
        query.rows = [.span, .event, .link]
        query.valueLimit = 0
        query.expression = parameters.query.flatMap { TraceQLExpression(unfinished: $0) }
        let answers = try request.stores.answers { file in
            var query = query
            query.active = try file.narrowing(window)
            return try file.attributes(query, isCancelled: request.isCancelled)
        }
        for attribute in answers.all.flatMap(\.answer.attributes) {
            guard let scope = Scope(attribute), scopes.contains(scope) else { continue }
            keys[scope, default: []].insert(attribute.key)
        }
        return (keys, answers.failures)
    }

    // MARK: - Values

    /// `{"tagValues": ["…"]}`, of a tag whatever its scope.
    static func values(_ request: HTTPRequest) throws -> HTTPResponse {
        let tag = name(request)
        let field: TraceQLField? =
            if let named = namedTags[tag] {
                TraceQLField(named)
            } else if tag.hasPrefix("."), tag.utf8.count > 1 {
                TraceQLField(tag)
            } else {
                TraceQLField(key: tag)
            }
        var seen: Set<String> = []
        let (values, failures) = try values(request, field)
        let texts = values.map(\.text).filter { seen.insert($0).inserted }
        return list("tagValues", texts, failures) { $0.string($1) }
    }

    /// `{"tagValues": [{"type": …, "value": …}]}`, of a field of TraceQL.
    static func typedValues(_ request: HTTPRequest) throws -> HTTPResponse {
        let tag = name(request)
        guard let field = TraceQLField(tag) else {
            throw HTTPFailure(
                400,
                "\"\(tag)\" is not a field of TraceQL: an attribute needs a scope before it, such as"
                    + " span.\(tag), or a dot, as .\(tag)",
                parameter: "tag"
            )
        }
        let (values, failures) = try values(request, field)
        return list("tagValues", values, failures) { json, value in
            json.object { json in
                json.string("type", value.type.rawValue)
                json.string("value", value.text)
            }
        }
    }

    /// The name of the tag; Grafana's proxy escapes it twice.
    private static func name(_ request: HTTPRequest) -> String {
        let name = request.capture("tag")
        guard name.contains("%"), let decoded = PercentEncoding.decoded(name.utf8) else {
            return name
        }
        return String(validating: decoded, as: UTF8.self) ?? name
    }

    private static func values(
        _ request: HTTPRequest,
        _ field: TraceQLField?
    ) throws -> (values: [TraceQLFieldValue], failures: [HTTPFailure]) {
        let parameters = TempoParameters(request)
        let window = try parameters.window()
        let limit = try parameters.limit("limit")
        let expression = parameters.query.flatMap { TraceQLExpression(unfinished: $0) }
        guard let field else { return ([], []) }
        let answers = try request.stores.answers { file in
            try file.values(
                of: field,
                where: expression,
                active: try file.narrowing(window),
                limit: limit,
                isCancelled: request.isCancelled
            )
        }
        var seen: Set<TraceQLFieldValue> = []
        let values = answers.all.flatMap(\.answer).filter { seen.insert($0).inserted }
        return (Array(values.prefix(limit ?? .max)), answers.failures)
    }

    private static func list<Element>(
        _ key: String,
        _ elements: some Collection<Element>,
        _ failures: [HTTPFailure],
        _ write: (inout JSONWriter, Element) -> Void
    ) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.array(key, Array(elements), write)
            json.object("metrics") { _ in }
        }
        return HTTPResponse.json(json.takeBytes(endingLine: true)).warning(of: failures)
    }
}

extension DossierFile {
    /// The window; nil if all spans of the file are within it.
    fileprivate func narrowing(
        _ window: ClosedRange<Timestamp>?
    ) throws -> ClosedRange<Timestamp>? {
        guard let window, let range = try spanTimeRange() else { return nil }
        return window.contains(range.lowerBound) && window.contains(range.upperBound) ? nil : window
    }
}
