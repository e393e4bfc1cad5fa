internal import DossierTraceQLSyntax

/// A field of TraceQL: an attribute, or what spans, events, links, scopes and traces have besides.
package struct TraceQLField: Hashable, Sendable {
    let field: Field

    /// Reads a field as TraceQL writes it, such as `resource.service.name`, `.region` or
    /// `event:name`; what follows a scope may have blanks and operators in it, too.
    package init?(_ text: String) {
        if let reading = try? TraceQLReading(parsing: "{ } | select(\(text))"),
            reading.violation == nil, reading.query.hints.isEmpty,
            case .search(let pipeline) = reading.query.body, pipeline.stages.count == 2,
            case .select(let fields) = pipeline.stages[1], fields.count == 1
        {
            field = fields[0]
            return
        }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty,
            parts[0].isEmpty || AttributeScope(rawValue: String(parts[0])) != nil
        else { return nil }
        field = .attribute(
            AttributeReference(
                scope: AttributeScope(rawValue: String(parts[0])),
                name: Array(parts[1].utf8)
            )
        )
    }

    /// An attribute by its key, wherever it is.
    package init(key: String) {
        field = .attribute(AttributeReference(scope: nil, name: Array(key.utf8)))
    }
}

/// A value that spans have in a field.
package struct TraceQLFieldValue: Hashable, Sendable {
    /// The types of TraceQL; keywords are those of statuses and kinds.
    ///
    /// Raw values are part of Tempo's answers.
    package enum ValueType: String, Hashable, Sendable {
        case string, int, float, bool, keyword
    }

    /// The type.
    package let type: ValueType
    /// The value as text.
    package let text: String
}
