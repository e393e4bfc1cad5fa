internal import Dossier

extension LogRecord {
    /// Where the record names the trace that it was found by: `attribute trace_id`; nil if it belongs
    /// to it.
    var mentionText: String? {
        switch mention?.place {
        case .attribute(let key): key.isEmpty ? "attribute" : "attribute \(key)"
        case .body: "body"
        case nil: nil
        }
    }

    /// Whether the body says nothing.
    var isBodyEmpty: Bool {
        switch body {
        case .empty: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .list(let members): members.isEmpty
        default: false
        }
    }

    /// The body; the event name and the attributes too if they are wanted, or all that there is.
    func message(attributes isWanted: Bool, limit: Int) -> String {
        var parts: [String] = []
        let showsAll = isWanted || isBodyEmpty
        if showsAll, let eventName, !eventName.isEmpty { parts.append(eventName) }
        if !isBodyEmpty { parts.append(AttributeText.text(body, limit: limit)) }
        if showsAll {
            var byteCount = parts.reduce(0) { $0 + $1.utf8.count }
            for attribute in attributes where byteCount <= limit {
                parts.append(AttributeText.pair(attribute, limit: limit))
                byteCount += parts.last?.utf8.count ?? 0
            }
        }
        return parts.joined(separator: " ")
    }
}
