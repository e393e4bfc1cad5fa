internal import ArgumentParser
internal import Dossier
internal import DossierPromQL
internal import DossierPromQLSyntax
internal import DossierPromQLTesting

/// The verb `promql-test`.
struct PromQLTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promql-test",
        abstract: "Runs PromQL tests written in Prometheus' test language.",
        discussion: """
            Prints how many evaluations of each file passed, then each failure with its line. The \
            exit code is 1 if an evaluation fails.

            Example:
              dossier promql-test operators.test
            """
    )

    @Argument(help: "The test files.", completion: .file(extensions: ["test"]))
    var files: [String]

    @Flag(help: "Enable Dossier's own functions, such as increase_exact.")
    var extensions = false

    func run() throws {
        let output = ByteOutput.standard
        let runner = PromQLTestRunner(engine: PromQLEngine())
        var total = (passed: 0, count: 0)
        var failures: [String] = []
        for file in files {
            let name = TerminalText(file).text
            let report: PromQLTestReport
            do {
                let features: SyntaxFeatures =
                    extensions ? .experimental.union(.extensions) : .experimental
                let text = try TextFile.read(file)
                report = runner.run(TestFile(parsing: text, features: features))
            } catch {
                total.count += 1
                failures.append("\(name): \(error)")
                continue
            }
            try output.line("\(name): \(report.passedCount) of \(report.outcomes.count) passed")
            total.passed += report.passedCount
            total.count += report.outcomes.count
            for failure in report.failures {
                let text =
                    "\(file):\(failure.line): \(failure.expression): \(failure.failure ?? "")"
                failures.append(TerminalText(text).text)
            }
        }
        try output.line("\(total.passed) of \(total.count) passed")
        for failure in failures {
            try output.line(failure)
        }
        try output.flush()
        if !failures.isEmpty { throw ExitCode.failure }
    }
}
