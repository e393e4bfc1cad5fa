package import DossierTraceQLSyntax

/// A field of a span, as queries name it.
package typealias SpanField = DossierTraceQLSyntax.Field

/// The rows that belong to spans.
package enum SpanChild: Hashable, Sendable {
    case event, link
}

/// What a field is read from.
enum FieldOrigin {
    /// The span's own row, its resource or its scope.
    case span
    case child(SpanChild)
    /// The first of several scopes that has it.
    case anyScope
    /// All spans of the trace.
    case trace
}

extension SpanField {
    var origin: FieldOrigin {
        switch self {
        case .attribute(let attribute):
            switch attribute.scope {
            case nil: .anyScope
            case .event: .child(.event)
            case .link: .child(.link)
            case .span, .resource, .instrumentation: .span
            }
        case .intrinsic(let intrinsic): intrinsic.origin
        }
    }
}

extension Intrinsic {
    fileprivate var origin: FieldOrigin {
        switch self {
        case .eventName, .eventTimeSinceStart: .child(.event)
        case .linkTraceID, .linkSpanID: .child(.link)
        case .traceID, .traceDuration, .rootName, .rootServiceName, .spanChildCount,
            .nestedSetLeft, .nestedSetRight, .nestedSetParent:
            .trace
        case .name, .status, .statusMessage, .kind, .duration, .spanID, .spanParentID,
            .instrumentationName, .instrumentationVersion, .parent:
            .span
        }
    }
}

/// The fields of a query, numbered.
struct FieldTable: Sendable {
    private(set) var fields: [SpanField] = []
    private var numbers: [SpanField: Int] = [:]

    mutating func number(of field: SpanField) -> Int {
        if let number = numbers[field] { return number }
        numbers[field] = fields.count
        fields.append(field)
        return fields.count - 1
    }
}
