package import DossierPromQLSyntax

/// A file in Prometheus' language for tests of queries.
package struct TestFile: Sendable {
    package var commands: [TestCommand]

    /// What can't be read is among the commands, so that the others can be run.
    ///
    /// `features` are what expressions may use beyond what is stable in Prometheus.
    package init(parsing text: String, features: SyntaxFeatures = .experimental) {
        var parser = TestFileParser(text, features: features)
        commands = parser.parse()
    }
}
