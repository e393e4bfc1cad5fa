/// The `@` modifier of a selector or subquery.
package enum AtModifier: Hashable, Sendable {
    /// Milliseconds since the Unix epoch.
    case timestamp(Int64)
    case start
    case end
}

/// How far back in time a selector looks: fixed, or an expression over the bounds of the query.
package enum DurationValue: Hashable, Sendable {
    case milliseconds(Int64)
    case expression(DurationExpression)
}

/// How a selector treats the samples at the borders of its window (`anchored`, `smoothed`).
package enum WindowExtension: String, Hashable, Sendable {
    case anchored
    case smoothed
}

/// Series at an instant: `name{label="value"}`.
package struct VectorSelector: Hashable, Sendable {
    /// The name written before the braces; empty if there was none, or one in quotes within them.
    package var name: ByteString
    /// All matchers in the order written, the one of the name last.
    package var matchers: [LabelMatcher]
    /// The duration after `offset`; `.milliseconds(0)` without one.
    package var offset: DurationValue
    package var at: AtModifier?
    package var windowExtension: WindowExtension?
    package var range: SourceRange

    package init(
        name: ByteString = "",
        matchers: [LabelMatcher],
        offset: DurationValue = .milliseconds(0),
        at: AtModifier? = nil,
        windowExtension: WindowExtension? = nil,
        range: SourceRange
    ) {
        self.name = name
        self.matchers = matchers
        self.offset = offset
        self.at = at
        self.windowExtension = windowExtension
        self.range = range
    }
}

/// Series over a window of time: `name[5m]`.
///
/// Offset, `@` and extension are those of its selector.
package struct MatrixSelector: Hashable, Sendable {
    package var selector: VectorSelector
    package var window: DurationValue
    package var range: SourceRange

    package init(selector: VectorSelector, window: DurationValue, range: SourceRange) {
        self.selector = selector
        self.window = window
        self.range = range
    }
}

/// An instant expression evaluated over a window of time: `expression[1h:5m]`.
package struct Subquery: Hashable, Sendable {
    package var inner: PromQLExpression
    package var window: DurationValue
    /// Nil for the default step.
    package var step: DurationValue?
    package var offset: DurationValue
    package var at: AtModifier?
    package var range: SourceRange

    package init(
        inner: PromQLExpression,
        window: DurationValue,
        step: DurationValue?,
        offset: DurationValue = .milliseconds(0),
        at: AtModifier? = nil,
        range: SourceRange
    ) {
        self.inner = inner
        self.window = window
        self.step = step
        self.offset = offset
        self.at = at
        self.range = range
    }
}
