import DossierPrimitives

/// What all spans of one place in the code have in common, rendered once.
struct SpanTemplate {
    /// What kind of thing the span stands for, and so which attributes it gets.
    enum Role {
        case server
        case client
        case query
        case producer
        case consumer
        case work
        case job
    }

    let role: Role
    let scope: SimulatedScope
    /// The members `name` and `kind` of the span.
    let head: [UInt8]
    /// The attributes with constant values.
    let attributes: [UInt8]
    /// The attributes that the metrics of such spans carry too.
    let metricAttributes: [UInt8]
    /// The attributes that log records written here carry.
    let codeAttributes: [UInt8]
    /// What a log message calls it, for example `POST /orders`; escaped.
    let label: [UInt8]
    /// The URL, or the path that was asked for: what is before the id in it, and what follows the
    /// id; nil when there is no id.
    let url: (head: [UInt8], tail: [UInt8]?)
    /// The response status of a success; zero when it is not about HTTP.
    let successStatus: UInt64
    /// The position of the operation among those of its service.
    let operationOrdinal: Int
    /// The service a client calls.
    let calleeService: Int?
}

extension SpanTemplate {
    /// The span that begins an operation.
    init(_ entry: ServiceBlueprint.Entry, of service: ServiceBlueprint, ordinal: Int) {
        var attributes = JSONWriter(escaping: .required)
        switch entry {
        case .endpoint(let method, let route):
            attributes.attribute("url.scheme", "http")
            attributes.attribute("server.address", service.name)
            attributes.attribute("network.protocol.version", "1.1")
            self.init(
                .server,
                "\(method) \(route)",
                attributes,
                of: service,
                ordinal: ordinal,
                http: (method, route)
            )
        case .consumer(let topic):
            attributes.messaging(topic: topic, operation: "process")
            attributes.attribute("messaging.consumer.group.name", service.name)
            self.init(.consumer, "process \(topic)", attributes, of: service, ordinal: ordinal)
        case .job(let job):
            attributes.attribute("job.name", job)
            attributes.attribute("job.schedule", "*/5 * * * *")
            self.init(.job, job, attributes, of: service, ordinal: ordinal)
        }
    }

    /// The span of a step.
    init(
        _ action: ServiceBlueprint.Action,
        of service: ServiceBlueprint,
        ordinal: Int,
        calleeService: Int?
    ) {
        var attributes = JSONWriter(escaping: .required)
        switch action {
        case .call(let callee, let method, let route):
            attributes.attribute("server.address", callee)
            attributes.attribute("server.port", integer: 8_080)
            self.init(
                .client,
                method,
                attributes,
                of: service,
                ordinal: ordinal,
                http: (method, route),
                url: "http://\(callee):8080\(route)",
                calleeService: calleeService
            )
        case .query(let verb, let table, let text):
            attributes.attribute("db.system", service.database)
            attributes.attribute("db.namespace", "shop_\(service.name)")
            attributes.attribute("db.operation.name", verb)
            attributes.attribute("db.collection.name", table)
            attributes.attribute("db.query.text", text)
            attributes.attribute("server.address", "\(service.database).shop.svc")
            self.init(.query, "\(verb) \(table)", attributes, of: service, ordinal: ordinal)
        case .publish(let topic):
            attributes.messaging(topic: topic, operation: "send")
            self.init(.producer, "send \(topic)", attributes, of: service, ordinal: ordinal)
        case .work(let name):
            self.init(.work, name, attributes, of: service, ordinal: ordinal)
        }
    }

    private init(
        _ role: Role,
        _ name: String,
        _ attributes: JSONWriter,
        of service: ServiceBlueprint,
        ordinal: Int,
        http: (method: String, route: String)? = nil,
        url: String? = nil,
        calleeService: Int? = nil
    ) {
        var head = JSONWriter(escaping: .required)
        head.key("name")
        head.string(name)
        head.member("kind", integer: role.kind)

        var metricAttributes = JSONWriter(escaping: .required)
        if let http {
            metricAttributes.attribute("http.request.method", http.method)
            metricAttributes.attribute("http.route", http.route)
        }

        var code = JSONWriter(escaping: .required)
        let lineNumber = 40 + (name.utf8.count * 37 + ordinal * 91) % 400
        code.attribute("code.function", "\(service.name).\(name.camelCased)")
        code.attribute("code.lineno", integer: UInt64(lineNumber))

        var allAttributes = metricAttributes
        allAttributes.rendered(attributes.bytes)

        self.role = role
        self.scope = role.scope
        self.head = head.bytes
        self.attributes = allAttributes.bytes
        self.metricAttributes = metricAttributes.bytes
        self.codeAttributes = code.bytes
        self.label = JSONWriter.escaped(url.map { "\(name) \($0)" } ?? name)
        self.url = (url ?? http?.route ?? "").splitAtParameter
        self.successStatus = http.map { $0.method == "POST" ? 201 : 200 } ?? 0
        self.operationOrdinal = ordinal
        self.calleeService = calleeService
    }
}

extension SpanTemplate.Role {
    /// The span kind's number in OTLP.
    var kind: Int {
        switch self {
        case .work, .job: 1
        case .server: 2
        case .client, .query: 3
        case .producer: 4
        case .consumer: 5
        }
    }

    var scope: SimulatedScope {
        switch self {
        case .server, .client: .http
        case .query: .database
        case .producer, .consumer: .messaging
        case .work, .job: .application
        }
    }
}

extension JSONWriter {
    fileprivate mutating func messaging(topic: String, operation: String) {
        attribute("messaging.system", "kafka")
        attribute("messaging.destination.name", topic)
        attribute("messaging.operation.type", operation)
    }
}

extension String {
    /// The words of a name joined as a function's name: `POST /orders` is `postOrders`.
    fileprivate var camelCased: String {
        var result = ""
        for word in split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let isFirst = result.isEmpty
            result += isFirst ? word.lowercased() : word.prefix(1).uppercased() + word.dropFirst()
        }
        return result
    }

    /// A route as the bytes before its `{parameter}` and those after it; nil without one.
    fileprivate var splitAtParameter: (head: [UInt8], tail: [UInt8]?) {
        guard let open = firstIndex(of: "{"), let close = firstIndex(of: "}") else {
            return (Array(utf8), nil)
        }
        return (Array(self[..<open].utf8), Array(self[index(after: close)...].utf8))
    }
}
