/// A value that a span has, or not: an attribute, or what every span has.
package enum Field: Hashable, Sendable {
    case attribute(AttributeReference)
    case intrinsic(Intrinsic)
}

/// An attribute by its key.
package struct AttributeReference: Hashable, Sendable {
    /// Where it is looked up; nil for the first of span, resource, event, link and
    /// instrumentation that has it.
    package var scope: AttributeScope?
    /// Whether the attribute of the parent span is meant: `parent.x`, which no query that passed
    /// the check has.
    package var isOfParent: Bool
    /// The key, without quotes and escapes.
    package var name: [UInt8]

    package init(scope: AttributeScope?, isOfParent: Bool = false, name: [UInt8]) {
        self.scope = scope
        self.isOfParent = isOfParent
        self.name = name
    }
}

/// Where attributes are.
package enum AttributeScope: String, Hashable, Sendable, CaseIterable {
    case span, resource, event, link, instrumentation
}

/// What every span has, or every event, link, scope or trace.
///
/// The raw value is the canonical name.
package enum Intrinsic: String, Hashable, Sendable, CaseIterable {
    case name, status, statusMessage, kind, duration
    case spanID = "span:id"
    case spanParentID = "span:parentID"
    case spanChildCount = "span:childCount"
    case traceID = "trace:id"
    case traceDuration
    case rootName, rootServiceName
    case eventName = "event:name"
    /// From the start of the span to the event.
    case eventTimeSinceStart = "event:timeSinceStart"
    case linkTraceID = "link:traceID"
    case linkSpanID = "link:spanID"
    case instrumentationName = "instrumentation:name"
    case instrumentationVersion = "instrumentation:version"
    /// Numbers of a walk from the roots, that Tempo decides ancestry with.
    case nestedSetLeft, nestedSetRight, nestedSetParent
    /// The parent span, which no query that passed the check has.
    case parent
}

extension Intrinsic {
    /// The type of its values, as far as the rules about types know it.
    ///
    /// As in Tempo they know it neither of the parent span nor of the scope, whose name and version
    /// are strings.
    package var type: TraceQLType {
        switch self {
        case .name, .statusMessage, .spanID, .spanParentID, .traceID, .rootName,
            .rootServiceName, .eventName, .linkTraceID, .linkSpanID:
            .string
        case .status: .status
        case .kind: .kind
        case .duration, .traceDuration, .eventTimeSinceStart: .duration
        case .spanChildCount, .nestedSetLeft, .nestedSetRight, .nestedSetParent: .integer
        case .instrumentationName, .instrumentationVersion, .parent: .attribute
        }
    }
}
