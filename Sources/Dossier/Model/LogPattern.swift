internal import DossierRegularExpressions

/// A regular expression to look for in the bodies of log records.
///
/// The language is RE2's: no backreferences and no lookaround, so that the time is linear in the text.
public struct LogPattern: Sendable {
    /// The expression as it was written.
    public let source: String
    let expression: RegularExpression

    /// Reads an expression; throws an error whose description says what is wrong with it.
    public init(_ source: String) throws {
        self.source = source
        expression = try RegularExpression(searching: Array(source.utf8))
    }
}
