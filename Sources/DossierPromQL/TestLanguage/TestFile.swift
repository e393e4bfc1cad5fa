/// A file in Prometheus' language for tests of queries.
package struct TestFile: Sendable {
    package var commands: [TestCommand]

    /// `features` are what expressions may use beyond what is stable in Prometheus.
    package init(
        parsing text: String,
        features: SyntaxFeatures = .all
    ) throws(TestFileError) {
        var parser = TestFileParser(text, features: features)
        commands = try parser.parse()
    }
}
