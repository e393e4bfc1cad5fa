internal import Dossier
internal import DossierPrimitives

/// The parameters of a search by Jaeger's JSON API.
struct JaegerTraceQuery {
    private(set) var search = JaegerSearch()
    /// The traces that are asked for by their ids; nothing else counts then.
    private(set) var ids: [TraceID] = []

    init(_ fields: FormFields) throws(HTTPFailure) {
        let start = try fields.jaegerMicroseconds("start")
        let end = try fields.jaegerMicroseconds("end")
        for text in fields.values("traceID") {
            guard let id = TraceIDParameter.id(text) else {
                throw HTTPFailure(
                    400,
                    "cannot parse traceID param: '\(text)' is not a trace id",
                    parameter: "traceID"
                )
            }
            if !ids.contains(id) { ids.append(id) }
        }
        guard ids.isEmpty else { return }
        if let text = fields.filled("limit") {
            guard let limit = Int32(text), limit >= 0 else {
                throw .unparsable("limit", "'\(text)' is not a whole number from 0 up")
            }
            if limit > 0 { search.limit = Int(limit) }
        }
        search.conditions.since = start
        search.conditions.until = end
        search.conditions.name = fields.filled("operation")
        try setDurations(fields)
        try setTags(fields)
        guard let service = fields.filled("service") else {
            throw HTTPFailure(400, "parameter 'service' is required", parameter: "service")
        }
        search.setService(service)
    }

    /// Checks the times that clients may send with the id of a trace, which is found without them.
    static func checkWindow(_ fields: FormFields) throws(HTTPFailure) {
        _ = try fields.jaegerMicroseconds("start")
        _ = try fields.jaegerMicroseconds("end")
    }

    private mutating func setDurations(_ fields: FormFields) throws(HTTPFailure) {
        func duration(_ name: String) throws(HTTPFailure) -> Duration? {
            guard let text = fields.filled(name) else { return nil }
            guard let duration = GoDurationParameter.duration(text) else {
                throw .unparsable(name, "'\(text)' is not a duration such as 100ms or 1.5s")
            }
            return duration > .zero ? duration : nil
        }
        let shortest = try duration("minDuration")
        let longest = try duration("maxDuration")
        if let shortest, let longest, longest < shortest {
            throw HTTPFailure(
                400,
                "'maxDuration' should be greater than 'minDuration'",
                parameter: "maxDuration"
            )
        }
        search.conditions.minimumDuration = shortest
        search.conditions.maximumDuration = longest
    }

    private mutating func setTags(_ fields: FormFields) throws(HTTPFailure) {
        for text in fields.values("tag") {
            guard let colon = text.firstIndex(of: ":") else {
                throw HTTPFailure(
                    400,
                    "malformed 'tag' parameter, expecting key:value, received: \(text)",
                    parameter: "tag"
                )
            }
            search.conditions.attributes.append(
                (String(text[..<colon]), String(text[text.index(after: colon)...]))
            )
        }
        for text in fields.values("tags") where !text.isEmpty {
            guard let members = JSONValue(parsing: text.utf8)?.texts else {
                throw HTTPFailure(
                    400,
                    "malformed 'tags' parameter, cannot unmarshal JSON: "
                        + "it has to be an object of strings",
                    parameter: "tags"
                )
            }
            search.conditions.attributes += members
        }
    }
}

extension JSONValue {
    /// The members of an object whose values are all texts; nil for anything else.
    var texts: [(key: String, text: String)]? {
        guard case .object(let members) = self else { return nil }
        var texts: [(key: String, text: String)] = []
        for member in members {
            guard let text = member.value.text else { return nil }
            texts.append((member.name, text))
        }
        return texts
    }
}

extension FormFields {
    /// A time in microseconds since 1970; nil if it is left out.
    func jaegerMicroseconds(_ name: String) throws(HTTPFailure) -> Timestamp? {
        guard let text = filled(name) else { return nil }
        guard let number = Int64(text) else {
            throw .unparsable(name, "'\(text)' is not a whole number of microseconds")
        }
        return Timestamp(nanoseconds: Int128(number) * 1000)
    }

    /// A whole number of milliseconds; nil if it is left out.
    func jaegerMilliseconds(_ name: String) throws(HTTPFailure) -> Int64? {
        guard let text = filled(name) else { return nil }
        guard let number = Int64(text) else {
            throw .unparsable(name, "'\(text)' is not a whole number of milliseconds")
        }
        return number
    }
}

extension HTTPFailure {
    /// In the words of Jaeger's JSON API.
    static func unparsable(_ name: String, _ reason: String) -> HTTPFailure {
        HTTPFailure(400, "unable to parse param '\(name)': \(reason)", parameter: name)
    }
}
