internal import Dossier
internal import DossierPrimitives

/// The parameters of Jaeger's API v3, each by its name or by the older name in snake case.
struct JaegerV3Parameters {
    private let fields: FormFields

    /// A parameter as it was sent.
    typealias Sent = (name: String, text: String)

    init(_ fields: FormFields) {
        self.fields = fields
    }

    /// A parameter that is not empty; the newer name wins if both were sent.
    func value(_ name: String) -> Sent? {
        for name in [name, Self.snakeCase(name)] {
            if let text = fields.filled(name) { return (name, text) }
        }
        return nil
    }

    /// `query.serviceName` becomes `query.service_name`.
    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { snake, character in
            snake += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }

    func time(_ name: String) throws(HTTPFailure) -> Timestamp? {
        guard let sent = value(name) else { return nil }
        guard let time = RFC3339Parameter.time(sent.text) else {
            throw .malformed(sent.name, "'\(sent.text)' is not a time in RFC 3339")
        }
        return time
    }

    func boolean(_ name: String) throws(HTTPFailure) -> Bool? {
        guard let sent = value(name) else { return nil }
        guard let flag = GoBooleanParameter.value(sent.text) else {
            throw .malformed(sent.name, "'\(sent.text)' is neither true nor false")
        }
        return flag
    }

    private func duration(_ name: String) throws(HTTPFailure) -> Duration? {
        guard let sent = value(name) else { return nil }
        guard let duration = GoDurationParameter.duration(sent.text) else {
            throw .malformed(sent.name, "'\(sent.text)' is not a duration such as 100ms or 1.5s")
        }
        return duration > .zero ? duration : nil
    }

    /// What `/api/v3/traces` and `/api/v3/trace-summaries` are asked for.
    func search() throws(HTTPFailure) -> JaegerSearch {
        var search = JaegerSearch()
        try setWindow(of: &search)
        if let service = value("query.serviceName") { search.setService(service.text) }
        search.conditions.name = value("query.operationName")?.text
        search.conditions.minimumDuration = try duration("query.durationMin")
        search.conditions.maximumDuration = try duration("query.durationMax")
        let number = fields.filled("query.num_traces").map { ("query.num_traces", $0) }
        if let sent = value("query.searchDepth") ?? number {
            guard let limit = Int32(sent.text), limit >= 0 else {
                throw .malformed(sent.name, "'\(sent.text)' is not a whole number from 0 up")
            }
            if limit > 0 { search.limit = Int(limit) }
        }
        if let sent = value("query.attributes") {
            guard let members = JSONValue(parsing: sent.text.utf8)?.texts else {
                throw .malformed(sent.name, "it has to be a JSON object of strings")
            }
            search.conditions.attributes = members
        }
        if let sent = value("query.filter") {
            do {
                search.filter = try JaegerFilter(sent.text).expression()
            } catch {
                throw .malformed(sent.name, error.message)
            }
        }
        _ = try boolean("query.rawTraces")
        return search
    }

    private func setWindow(of search: inout JaegerSearch) throws(HTTPFailure) {
        let first = try time("query.startTimeMin")
        let last = try time("query.startTimeMax")
        guard let first, let last else {
            throw HTTPFailure(400, "query.startTimeMin and query.startTimeMax are required")
        }
        guard first < last else {
            throw HTTPFailure(400, "query.startTimeMin must be before query.startTimeMax")
        }
        search.conditions.since = first
        search.conditions.until = last
    }
}

extension HTTPFailure {
    /// In the words of Jaeger's API v3.
    static func malformed(_ name: String, _ reason: String) -> HTTPFailure {
        HTTPFailure(400, "malformed parameter \(name): \(reason)", parameter: name)
    }
}
