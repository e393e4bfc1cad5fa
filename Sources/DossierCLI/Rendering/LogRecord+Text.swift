internal import Dossier

extension LogRecord {
    /// What does not match is faint.
    var ink: Ink { isContext ? .faint : .plain }

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
    ///
    /// What stages of a query made of the body is shown in its place, and the labels that they set
    /// among the attributes.
    func message(attributes isWanted: Bool, limit: Int) -> String {
        var parts: [String] = []
        if let formattedLine {
            parts.append(String(formattedLine.prefix(limit)))
            if isWanted { parts += shownLabels(limit) }
            return parts.joined(separator: " ")
        }
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
        if isWanted { parts += shownLabels(limit) }
        return parts.joined(separator: " ")
    }

    private func shownLabels(_ limit: Int) -> [String] {
        labels.map { label in
            AttributeText.pair(
                Attribute(key: label.name, value: .string(label.value)),
                limit: limit
            )
        }
    }
}
