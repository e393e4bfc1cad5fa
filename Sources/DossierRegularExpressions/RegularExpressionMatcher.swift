extension RegularExpression {
    /// Tells of many texts, one after another, whether they match.
    package func matcher() -> RegularExpressionMatcher { RegularExpressionMatcher(self) }
}

/// Matches one text after another with the same expression.
package struct RegularExpressionMatcher {
    private let expression: RegularExpression

    init(_ expression: RegularExpression) {
        self.expression = expression
    }

    /// Whether a text matches.
    package mutating func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        expression.matches(text)
    }
}
