internal import DossierPrimitives

/// Turns push requests of Loki's clients into OTLP-JSON, by the inverse of how Loki takes OTLP.
///
/// Labels become attributes of a resource; those that Loki makes of resource attributes get their names
/// back. Structured metadata becomes the fields of the log record and of its scope that Loki makes it
/// of; everything else, other attributes of resources and scopes included, becomes attributes of the
/// record. A record without a severity gets that of a label or metadata for levels, which stays.
struct LokiPush {
    typealias Pair = (name: [UInt8], value: [UInt8])

    private var json = JSONWriter()
    /// The level of the stream.
    private var level: LogLevel?
    /// The scope of the entries that follow; nil before the first one of a stream.
    private var scope: LokiScope?

    init() {
        json.beginObject()
        json.key("resourceLogs")
        json.beginArray()
    }

    consuming func finish() -> [UInt8] {
        json.endArray()
        json.endObject()
        return json.takeBytes()
    }

    /// Begins a stream; its entries follow.
    mutating func beginStream(_ labels: [Pair]) {
        json.beginObject()
        json.object("resource") { json in
            let attributes = labels.map { label -> Pair in
                (name: Self.attributeName(ofLabel: label.name), value: label.value)
            }
            Self.write(attributes, to: &json)
        }
        level = LogLevel(namedIn: labels)
        json.key("scopeLogs")
        json.beginArray()
    }

    mutating func endStream() {
        endScope()
        json.endArray()
        json.endObject()
    }

    private mutating func beginScope(_ next: LokiScope) {
        if next == scope { return }
        endScope()
        scope = next
        json.beginObject()
        if next != LokiScope() {
            json.object("scope") { json in
                Self.write("name", next.name, to: &json)
                Self.write("version", next.version, to: &json)
            }
        }
        json.key("logRecords")
        json.beginArray()
    }

    private mutating func endScope() {
        if scope == nil { return }
        scope = nil
        json.endArray()
        json.endObject()
    }

    /// Adds an entry of the stream; the time is in nanoseconds.
    mutating func add(time: UInt64, line: some Collection<UInt8>, metadata: [Pair]) {
        let fields = LokiFields(metadata)
        beginScope(fields.scope)
        let level = LogLevel(namedIn: fields.attributes) ?? level
        json.object { json in
            json.key("timeUnixNano")
            json.quotedInteger(time)
            if let time = fields.observedTime {
                json.key("observedTimeUnixNano")
                json.quotedInteger(time)
            }
            json.object("body") { json in
                json.key("stringValue")
                json.string(line)
            }
            Self.writeSeverity(fields, level, to: &json)
            Self.write("traceId", fields.traceID, to: &json)
            Self.write("spanId", fields.spanID, to: &json)
            Self.write("eventName", fields.eventName, to: &json)
            if let flags = fields.flags { json.integer("flags", flags) }
            if let count = fields.droppedAttributesCount {
                json.integer("droppedAttributesCount", count)
            }
            if !fields.attributes.isEmpty { Self.write(fields.attributes, to: &json) }
        }
    }

    private static func writeSeverity(
        _ fields: LokiFields,
        _ level: LogLevel?,
        to json: inout JSONWriter
    ) {
        if let number = fields.severityNumber {
            json.integer("severityNumber", number)
            return write("severityText", fields.severityText, to: &json)
        }
        let named = fields.severityText.flatMap { LogLevel($0) } ?? level
        if let named { json.integer("severityNumber", named.number) }
        write("severityText", fields.severityText ?? level?.text, to: &json)
    }

    private static func write(_ key: StaticString, _ text: [UInt8]?, to json: inout JSONWriter) {
        guard let text else { return }
        json.key(key)
        json.string(text)
    }

    private static func write(_ attributes: [Pair], to json: inout JSONWriter) {
        json.array("attributes", attributes) { json, attribute in
            json.object { json in
                json.key("key")
                json.string(attribute.name)
                json.object("value") { json in
                    json.key("stringValue")
                    json.string(attribute.value)
                }
            }
        }
    }

    /// The resource attribute that Loki makes a label of.
    private static func attributeName(ofLabel name: [UInt8]) -> [UInt8] {
        let label = String(decoding: name, as: UTF8.self)
        return attributeNames[label].map { Array($0.utf8) } ?? name
    }

    private static let attributeNames: [String: String] = {
        let kinds = [
            "cluster", "namespace", "pod", "container", "replicaset", "deployment", "statefulset",
            "daemonset", "cronjob", "job",
        ]
        let names =
            [
                "service.name", "service.namespace", "service.instance.id",
                "deployment.environment", "deployment.environment.name", "cloud.region",
                "cloud.availability_zone", "container.name",
            ] + kinds.map { "k8s.\($0).name" }
        return Dictionary(
            names.map { ($0.replacing(".", with: "_"), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }()
}

/// A level of logs by its usual names, with the number that OTLP has for it.
private struct LogLevel {
    let number: Int
    let text: [UInt8]

    /// The level that one of some labels names; nil if none does.
    init?(namedIn labels: [LokiPush.Pair]) {
        let levels = labels.lazy.compactMap { label -> LogLevel? in
            let name = String(decoding: label.name, as: UTF8.self)
            return name == "level" || name == "detected_level" ? LogLevel(label.value) : nil
        }
        guard let level = levels.first else { return nil }
        self = level
    }

    /// Nil if the text is no name of a level.
    init?(_ text: [UInt8]) {
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "trace": number = 1
        case "debug": number = 5
        case "info", "information", "informational": number = 9
        case "notice": number = 10
        case "warn", "warning": number = 13
        case "error", "err": number = 17
        case "critical", "crit": number = 18
        case "fatal", "emergency", "panic": number = 21
        default: return nil
        }
        self.text = text
    }
}
