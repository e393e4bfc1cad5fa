import DossierRegularExpressions

/// Finds the names of tests that a regular expression matches somewhere.
package struct NameFilter: Sendable {
    private let expression: RegularExpression

    package init(_ pattern: String) throws {
        expression = try RegularExpression(searching: Array(pattern.utf8))
    }

    package func matches(_ name: String) -> Bool { expression.matches(Array(name.utf8)) }
}
