/// A TraceQL query, as it was read.
///
/// Constants are folded, strings are bytes without their quotes, and parentheses are gone: what
/// they said is the form of the tree. No part nests deeper than ``nestingLimit`` levels, so
/// recursion over a query is safe. The text of a query that was checked says the same as the
/// query: reading `description` gives an equal one, unless it holds a number that is not one.
package struct TraceQLQuery: Hashable, Sendable {
    package enum Body: Hashable, Sendable {
        /// Finds spansets; a trace is a hit when a spanset with spans is left.
        case search(SpanPipeline)
        /// Makes time series of spans.
        case metrics(MetricsExpression)
    }

    package var body: Body
    /// The settings of the last `with (…)`, in the order of the text.
    package var hints: [TraceQLHint]

    package init(body: Body, hints: [TraceQLHint] = []) {
        self.body = body
        self.hints = hints
    }
}

extension TraceQLQuery {
    /// How deep a query may nest; the parser rejects what is deeper.
    package static let nestingLimit = 500
}

/// A setting, `most_recent=true`; names that mean nothing are ignored.
package struct TraceQLHint: Hashable, Sendable {
    package var name: [UInt8]
    package var value: TraceQLLiteral

    package init(name: [UInt8], value: TraceQLLiteral) {
        self.name = name
        self.value = value
    }
}
