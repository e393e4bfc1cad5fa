/// A file in Prometheus' language for tests of queries.
package struct TestFile: Sendable {
    package var commands: [TestCommand]

    package init(parsing text: String) throws(TestFileError) {
        var parser = TestFileParser(text)
        commands = try parser.parse()
    }
}
