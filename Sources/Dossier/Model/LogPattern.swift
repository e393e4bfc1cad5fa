internal import DossierRegularExpressions

/// A regular expression to look for in the bodies of log records.
///
/// The syntax is RE2's: no backreferences and no lookaround, so that matching takes time linear in
/// the text.
public struct LogPattern: Sendable {
    /// The expression as it was written.
    public let source: String
    let expression: RegularExpression

    /// Parses an expression.
    ///
    /// - Parameter source: The expression.
    /// - Throws: ``DossierError`` with the code ``DossierError/Code/invalidRegularExpression``.
    public init(_ source: String) throws(DossierError) {
        self.source = source
        expression = try translatingErrors {
            try RegularExpression(searching: Array(source.utf8))
        }
    }
}
