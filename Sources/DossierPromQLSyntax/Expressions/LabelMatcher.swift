/// A condition on the value of one label; a series without the label has the empty value.
package struct LabelMatcher: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case equal = "="
        case notEqual = "!="
        case matchesRegularExpression = "=~"
        case notMatchesRegularExpression = "!~"
    }

    package var name: ByteString
    package var kind: Kind
    /// The value, or the source of the regular expression, which must match the whole value.
    package var value: ByteString

    package init(name: ByteString, kind: Kind, value: ByteString) {
        self.name = name
        self.kind = kind
        self.value = value
    }
}
