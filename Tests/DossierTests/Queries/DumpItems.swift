import TestSupport

/// Spans and log records of a dump as the plain parser reads them, each with its resource: what
/// answers are checked against.
struct DumpItems {
    struct Item {
        let json: JSON
        let service: String?

        func text(_ key: String) -> String { json[key]?.text ?? "" }
        func number(_ key: String) -> UInt64 {
            switch json[key] {
            case .string(let digits): UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
            case .number(let digits): UInt64(digits) ?? 0
            default: 0
            }
        }
    }

    let spans: [Item]
    let logRecords: [Item]

    init(_ dump: IncidentDump) throws {
        spans = try Self.items(dump.traces, "resourceSpans", "scopeSpans", "spans")
        logRecords = try Self.items(dump.logs, "resourceLogs", "scopeLogs", "logRecords")
    }

    static func items(
        _ bytes: [UInt8],
        _ entries: String,
        _ scopes: String,
        _ items: String
    ) throws -> [Item] {
        try JSON.lines(bytes).flatMap { document in
            (document[entries]?.elements ?? []).flatMap { entry in
                let attributes = entry["resource"]?["attributes"]?.elements ?? []
                let name = attributes.first { $0["key"]?.text == "service.name" }
                return (entry[scopes]?.elements ?? []).flatMap { scope in
                    (scope[items]?.elements ?? []).map {
                        Item(json: $0, service: name?["value"]?["stringValue"]?.text)
                    }
                }
            }
        }
    }
}
