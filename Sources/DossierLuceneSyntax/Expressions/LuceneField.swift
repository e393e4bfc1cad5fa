/// What the name of a field stands for.
package enum LuceneField: Hashable, Sendable {
    /// The body as a text: `body`, `message`, or no name.
    case body
    /// A member of a body that is a map, by its dotted name: `body.x.y`.
    case bodyMember([UInt8])
    /// `severity` and `severity_text`.
    case severityText
    /// `level`: the same, whatever its case.
    case level
    case severityNumber
    /// `service` and `service.name`: of the resource.
    case service
    case traceID
    case spanID
    case eventName
    case scopeName
    case scopeVersion
    /// `time` and `@timestamp`: the time of the record, or its observed time if that is unknown.
    case time
    /// An attribute, or a member of one by its dotted name; nil: of the record, or else of its scope,
    /// or else of its resource.
    case attribute(LuceneScope?, [UInt8])
    /// Every field whose name begins so.
    case names(beginning: [UInt8])

    init(_ name: LuceneFieldName?) {
        guard let name else {
            self = .body
            return
        }
        if name.isPrefix {
            self = .names(beginning: name.bytes)
        } else {
            self = Self.known[name.bytes] ?? Self.scoped(name.bytes) ?? .attribute(nil, name.bytes)
        }
    }

    /// The fields that have a name of their own, by name.
    package static let known: [[UInt8]: LuceneField] = {
        let named: [(String, LuceneField)] = [
            ("body", .body), ("message", .body), ("severity", .severityText),
            ("severity_text", .severityText), ("level", .level),
            ("severity_number", .severityNumber), ("service", .service),
            ("service.name", .service), ("trace_id", .traceID), ("span_id", .spanID),
            ("event_name", .eventName), ("scope.name", .scopeName),
            ("scope.version", .scopeVersion), ("time", .time), ("@timestamp", .time),
        ]
        return Dictionary(
            named.map { (Array($0.utf8), $1) },
            uniquingKeysWith: { first, _ in first }
        )
    }()

    private static func scoped(_ name: [UInt8]) -> LuceneField? {
        let prefix = Array("body.".utf8)
        if name.count > prefix.count, name.starts(with: prefix) {
            return .bodyMember(Array(name.dropFirst(prefix.count)))
        }
        for scope in LuceneScope.allCases {
            let prefix = Array("\(scope.rawValue).".utf8)
            if name.count > prefix.count, name.starts(with: prefix) {
                return .attribute(scope, Array(name.dropFirst(prefix.count)))
            }
        }
        return nil
    }
}

/// Whose attribute is meant, as it stands before the name.
package enum LuceneScope: String, Hashable, Sendable, CaseIterable {
    case record = "attributes"
    case scope
    case resource
}
