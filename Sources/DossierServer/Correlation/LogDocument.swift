internal import Dossier
internal import DossierPrimitives

/// A log record as one flat document, with what is known of its trace.
struct LogDocument {
    /// What every document of a trace says of it.
    struct TraceFacts {
        let id: TraceID
        /// From the first start to the last end of its spans.
        let microseconds: Int64?
        /// The name of its root span.
        let operationName: String?
        /// The attributes of its root span.
        let tags: [Attribute]

        init(_ trace: StoredTrace) {
            id = trace.id
            microseconds = trace.spanTimes.map {
                Int64(clamping: ($0.upperBound - $0.lowerBound).nanoseconds / 1000)
            }
            let root = trace.root
            operationName = root?.name
            tags = root?.attributes ?? []
        }
    }

    private let record: LogRecord
    private let facts: TraceFacts
    /// The keys that a member of the document has the values of.
    private var usedKeys: Set<String> = []
    private var usedResourceKeys: Set<String> = []

    private init(_ record: LogRecord, _ facts: TraceFacts) {
        self.record = record
        self.facts = facts
    }

    static func write(_ record: LogRecord, _ facts: TraceFacts, to json: inout JSONWriter) {
        var document = LogDocument(record, facts)
        json.object { document.writeMembers(to: &$0) }
    }

    private mutating func writeMembers(to json: inout JSONWriter) {
        json.string("timestamp", record.effectiveTime?.rfc3339())
        if let observed = record.observedTime {
            json.string("observed_timestamp", observed.rfc3339())
        }
        json.string("level", level)
        if record.severityNumber != 0 { json.integer("severity_number", record.severityNumber) }
        if let text = record.severityText { json.string("severity_text", text) }
        json.string("message", record.body.documentText)
        if let name = record.eventName { json.string("event_name", name) }
        json.string("trace_id", facts.id.hex)
        json.string("span_id", (record.spanID ?? record.mention?.spanID)?.hex)
        json.string("service_name", take(LogFieldNames.service))
        json.string("request_id", take(LogFieldNames.request))
        json.string("user_id", take(LogFieldNames.user))
        json.string("session_id", take(LogFieldNames.session))
        json.string("environment", take(LogFieldNames.environment))
        json.string("cluster_name", take(LogFieldNames.cluster))
        json.string("hostname", take(LogFieldNames.host))
        json.object("kubernetes") { writeKubernetes(to: &$0) }
        json.object("trace") { json in
            json.integer("duration", facts.microseconds)
            json.string("operation_name", facts.operationName)
            json.object("tags") { $0.members(facts.tags) }
        }
        json.object("error") { writeError(to: &$0) }
        if let mention = record.mention { json.string("mentioned_in", mention.place.text) }
        writeScope(to: &json)
        writeOthers(to: &json)
    }

    private var level: String? {
        record.severity?.rawValue ?? record.severityText?.lowercased()
    }

    /// The value of the first of some attributes, as text; the attribute counts as used.
    private mutating func take(_ names: [String]) -> String? {
        for name in names {
            if !usedKeys.contains(name), let text = record.attributes[name]?.memberText {
                usedKeys.insert(name)
                return text
            }
            if !usedResourceKeys.contains(name),
                let text = record.resource.attributes[name]?.memberText
            {
                usedResourceKeys.insert(name)
                return text
            }
        }
        return nil
    }

    private mutating func writeKubernetes(to json: inout JSONWriter) {
        var members: [Attribute] = []
        for (name, keys) in LogFieldNames.kubernetes {
            guard let text = take(keys) else { continue }
            members.append(Attribute(key: name, value: .string(text)))
        }
        func add(_ attributes: [Attribute], _ used: inout Set<String>) {
            for attribute in attributes where !used.contains(attribute.key) {
                guard
                    let prefix = LogFieldNames.kubernetesPrefixes.first(where: {
                        attribute.key.hasPrefix($0)
                    })
                else { continue }
                let name = String(attribute.key.dropFirst(prefix.count))
                let key = name.replacing(".", with: "_")
                guard !members.contains(where: { $0.key == key }) else { continue }
                used.insert(attribute.key)
                members.append(Attribute(key: key, value: attributes[attribute.key] ?? .empty))
            }
        }
        add(record.attributes, &usedKeys)
        add(record.resource.attributes, &usedResourceKeys)
        json.members(members)
    }

    private mutating func writeError(to json: inout JSONWriter) {
        let members = [
            ("type", take(LogFieldNames.errorType)),
            ("message", take(LogFieldNames.errorMessage)),
            ("stack_trace", take(LogFieldNames.stackTrace)),
        ]
        guard members.contains(where: { $0.1 != nil }) else { return }
        for (name, text) in members { json.string(name, text) }
    }

    private func writeScope(to json: inout JSONWriter) {
        let scope = record.scope
        guard !scope.name.isEmpty || !scope.version.isEmpty || !scope.attributes.isEmpty else {
            return
        }
        json.object("scope") { json in
            json.string("name", scope.name)
            if !scope.version.isEmpty { json.string("version", scope.version) }
            if !scope.attributes.isEmpty {
                json.object("attributes") { $0.members(scope.attributes) }
            }
        }
    }

    /// Attributes that are not members yet, under their own keys; those whose key is taken in an object
    /// of their own.
    private func writeOthers(to json: inout JSONWriter) {
        var known = LogFieldNames.members
        func write(_ attributes: [Attribute], _ used: Set<String>, taken name: String) {
            let others = attributes.lastOfEachKey.filter { !used.contains($0.key) }
            var taken: [Attribute] = []
            for attribute in others {
                guard known.insert(attribute.key).inserted else {
                    taken.append(attribute)
                    continue
                }
                json.dynamicKey(attribute.key)
                attribute.value.writePlainJSON(to: &json)
            }
            if !taken.isEmpty { json.object(name) { $0.members(taken) } }
        }
        write(record.attributes, usedKeys, taken: "attributes")
        write(record.resource.attributes, usedResourceKeys, taken: "resource")
    }
}

extension TraceMention.Place {
    /// `body`, or the key of the attribute.
    fileprivate var text: String {
        switch self {
        case .body: "body"
        case .attribute(let key): key
        }
    }
}

extension AttributeValue {
    /// The value as text; nil for an empty value.
    fileprivate var documentText: String? {
        if case .empty = self { nil } else { text }
    }

    /// The same for members that name something or describe an error, which `error: true` does not.
    fileprivate var memberText: String? {
        if case .bool = self { nil } else { documentText }
    }
}

extension [Attribute] {
    /// Of repeated keys the last one counts.
    fileprivate var lastOfEachKey: [Attribute] {
        var known: Set<String> = []
        return Array(reversed().filter { known.insert($0.key).inserted }.reversed())
    }
}

extension JSONWriter {
    /// Attributes as members of an object.
    fileprivate mutating func members(_ attributes: [Attribute]) {
        for attribute in attributes.lastOfEachKey {
            dynamicKey(attribute.key)
            attribute.value.writePlainJSON(to: &self)
        }
    }
}
