/// A number, or a duration used as one (its seconds).
package struct NumberLiteral: Hashable, Sendable {
    package var value: Double
    /// Whether it was written with units of time, as `5m`.
    package var isDuration: Bool
    package var range: SourceRange

    package init(value: Double, isDuration: Bool = false, range: SourceRange) {
        self.value = value
        self.isDuration = isDuration
        self.range = range
    }
}

/// A string in quotes.
package struct StringLiteral: Hashable, Sendable {
    package var value: ByteString
    package var range: SourceRange

    package init(value: ByteString, range: SourceRange) {
        self.value = value
        self.range = range
    }
}
