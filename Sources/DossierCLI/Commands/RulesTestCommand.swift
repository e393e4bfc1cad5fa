internal import ArgumentParser
internal import Dossier
internal import DossierPromQL
internal import DossierPromQLTesting
internal import DossierRules

/// The verb `rules test`.
struct RulesTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Runs unit tests for rules, in promtool's format.",
        discussion: """
            Paths of rule files are relative to the test file. Failures are written to standard \
            error. The exit code is 1 if a test fails.

            Example:
              dossier rules test alerts.test.yml
            """
    )

    @Argument(help: "The test files.", completion: .file(extensions: ["yml", "yaml"]))
    var files: [String]

    func run() throws {
        let output = ByteOutput.standard
        var hasFailed = false
        for file in files {
            try output.line("Unit Testing:  \(TerminalText(file).text)")
            let failures = failures(of: file)
            try output.line(failures.isEmpty ? "  SUCCESS" : "  FAILED")
            try output.line("")
            try output.flush()
            hasFailed = hasFailed || !failures.isEmpty
            for failure in failures {
                Messages.note(failure)
            }
        }
        if hasFailed { throw ExitCode.failure }
    }

    private func failures(of file: String) -> [String] {
        let test: RuleTestFile
        do {
            test = try RuleTestFile(parsing: TextFile.read(file))
        } catch {
            return TextFile.problems(error, in: file)
        }
        var groups: [RuleGroup] = []
        for pattern in test.ruleFiles {
            let paths = TextFile.paths(matching: pattern, besides: file)
            if paths.isEmpty {
                Messages.warning("no file matches \(pattern)")
            }
            for path in paths {
                do {
                    groups += try RuleFile(parsing: TextFile.read(path)).groups
                } catch {
                    return TextFile.problems(error, in: path)
                }
            }
        }
        let engine = PromQLEngine(
            nameRemoval: .immediate,
            subqueryStepMilliseconds: test.evaluationIntervalMilliseconds
        )
        return RuleTestRunner(test, groups: groups, engine: engine).run()
    }
}
