internal import DossierPrimitives

/// Turns push requests of Loki's clients into OTLP-JSON, by the inverse of how Loki takes OTLP.
///
/// Labels become attributes of a resource; those that Loki makes of resource attributes get their names
/// back. Structured metadata becomes attributes of the log record; what Loki makes of a record's fields
/// becomes these fields again.
struct LokiPush {
    typealias Pair = (name: [UInt8], value: [UInt8])

    private var json = JSONWriter()

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
        json.key("scopeLogs")
        json.beginArray()
        json.beginObject()
        json.key("logRecords")
        json.beginArray()
    }

    mutating func endStream() {
        json.endArray()
        json.endObject()
        json.endArray()
        json.endObject()
    }

    /// Adds an entry of the stream; the time is in nanoseconds.
    mutating func add(time: UInt64, line: some Collection<UInt8>, metadata: [Pair]) {
        json.object { json in
            json.key("timeUnixNano")
            json.quotedInteger(time)
            json.object("body") { json in
                json.key("stringValue")
                json.string(line)
            }
            var level: LogLevel?
            var attributes: [Pair] = []
            for pair in metadata {
                switch String(decoding: pair.name, as: UTF8.self) {
                case "trace_id" where Self.isHex(pair.value, count: 32):
                    json.key("traceId")
                    json.string(pair.value)
                case "span_id" where Self.isHex(pair.value, count: 16):
                    json.key("spanId")
                    json.string(pair.value)
                case "level", "detected_level", "severity_text":
                    level = level ?? LogLevel(pair.value)
                    attributes.append(pair)
                default: attributes.append(pair)
                }
            }
            if let level {
                json.integer("severityNumber", level.number)
                json.key("severityText")
                json.string(level.text)
                attributes.removeAll {
                    $0.name.elementsEqual("severity_text".utf8) && $0.value == level.text
                }
            }
            if !attributes.isEmpty { Self.write(attributes, to: &json) }
        }
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

    private static func isHex(_ text: [UInt8], count: Int) -> Bool {
        text.count == count && text.contains { $0 != UInt8(ascii: "0") }
            && text.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
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
