import DossierPromQLSyntax
import Foundation
import TestSupport

extension PlainValue {
    /// The text of a body or of the value of a label.
    var labelText: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .bytes(let bytes): Data(bytes).base64EncodedString()
        case .bool, .int, .double, .array, .map: sortedJSON
        }
    }

    /// JSON with the members of maps in the order of their keys.
    private var sortedJSON: String {
        switch self {
        case .double(let value) where value == value.rounded() && value.magnitude < 1e15:
            return String(Int64(value))
        case .array(let elements):
            return "[\(elements.map(\.sortedJSON).joined(separator: ","))]"
        case .map(let members):
            let texts = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                "\(PlainValue.string($0.key).json):\($0.value.sortedJSON)"
            }
            return "{\(texts.joined(separator: ","))}"
        default: return json
        }
    }
}

extension [PlainMember] {
    /// The labels that attributes become: maps are flattened.
    fileprivate var labels: [(name: ByteString, value: ByteString)] {
        flatMap { member -> [(name: ByteString, value: ByteString)] in
            guard case .map(let members) = member.value else {
                return [(Self.name(member.key), ByteString(member.value.labelText))]
            }
            let prefix = member.key.isEmpty ? "" : member.key + "_"
            return members.map { PlainMember(prefix + $0.key, $0.value) }.labels
        }
    }

    private static func name(_ key: String) -> ByteString {
        var name = ""
        for scalar in key.unicodeScalars {
            let isOfName = scalar != "_" && ByteString.isOfName(scalar)
            if isOfName {
                name.unicodeScalars.append(scalar)
            } else if name.last != "_" {
                name.append("_")
            }
        }
        let isDigitFirst = name.first.map { "0"..."9" ~= $0 } ?? false
        return ByteString((isDigitFirst ? "key_" : "") + name)
    }
}

extension OracleResource {
    private static let indexKeys: Set = [
        "service.name", "service.namespace", "service.instance.id", "deployment.environment",
        "deployment.environment.name", "cloud.region", "cloud.availability_zone",
        "k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name",
        "container.name", "k8s.replicaset.name", "k8s.deployment.name", "k8s.statefulset.name",
        "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name",
    ]

    /// The labels of the stream.
    private var stream: OracleEntry.Labels {
        var labels: OracleEntry.Labels = [:]
        for (name, value) in attributes.filter({ Self.indexKeys.contains($0.key) }).labels
        where !value.isEmpty {
            labels[name] = value
        }
        let hasService = attributes.contains {
            $0.key == "service.name" && !$0.value.labelText.isEmpty
        }
        if !hasService {
            let others: [ByteString] = ["container_name", "k8s_container_name", "k8s_job_name"]
            labels["service_name"] = others.compactMap { labels[$0] }.first ?? "unknown_service"
        }
        return labels
    }

    /// The entries, with the level that is detected; those of unknown times are none.
    var entries: [OracleEntry] {
        let rest = attributes.filter { !Self.indexKeys.contains($0.key) }.labels
        return scopes.flatMap { scope in
            scope.records.compactMap { record -> OracleEntry? in
                guard let time = record.time ?? record.observedTime else { return nil }
                var entry = OracleEntry(
                    time: time,
                    line: Array((record.body?.labelText ?? "").utf8),
                    stream: stream
                )
                for (name, value) in record.metadata + rest + scope.metadata {
                    entry.addMetadata(name, value)
                }
                if let level = OracleLevel.level(of: entry) {
                    entry.addMetadata("detected_level", level)
                }
                return entry
            }
        }
    }
}

extension OracleRecord {
    /// Of the attributes, then of the fields.
    fileprivate var metadata: [(name: ByteString, value: ByteString)] {
        var labels = attributes.filter { attribute in
            if case .map = attribute.value { return true }
            return eventName.isEmpty || attribute.key != "event_name"
        }.labels
        func add(_ name: ByteString, _ value: String) {
            if !value.isEmpty { labels.append((name, ByteString(value))) }
        }
        if time != nil, let observedTime { add("observed_timestamp", "\(observedTime)") }
        if severityNumber > 0 { add("severity_number", "\(severityNumber)") }
        add("severity_text", severityText)
        if droppedAttributesCount > 0 {
            add("dropped_attributes_count", "\(droppedAttributesCount)")
        }
        if flags > 0 { add("flags", "\(flags)") }
        add("trace_id", trace)
        add("span_id", span)
        add("event_name", eventName)
        return labels
    }
}

extension OracleScope {
    fileprivate var metadata: [(name: ByteString, value: ByteString)] {
        var labels = attributes.labels
        if !name.isEmpty { labels.append(("scope_name", ByteString(name))) }
        if !version.isEmpty { labels.append(("scope_version", ByteString(version))) }
        if droppedAttributesCount > 0 {
            labels.append(
                ("scope_dropped_attributes_count", ByteString("\(droppedAttributesCount)"))
            )
        }
        return labels
    }
}
