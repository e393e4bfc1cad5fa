package import DossierRegularExpressions

extension RegularExpression {
    /// A pattern that must match a whole text, `.` also a line feed, as matchers have it.
    package init(anchoring pattern: ByteString) throws(RegularExpressionError) {
        try self.init(anchoring: pattern.bytes)
    }

    /// A pattern to be found anywhere in a text.
    package init(searching pattern: ByteString) throws(RegularExpressionError) {
        try self.init(searching: pattern.bytes)
    }
}
