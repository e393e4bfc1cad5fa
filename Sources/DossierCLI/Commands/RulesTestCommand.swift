internal import ArgumentParser
internal import Dossier
internal import DossierPromQL
internal import DossierPromQLTesting
internal import DossierRules
internal import Glibc

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
              dossier rules test alerts.test.yml --run '^disk' --junit results.xml
            """
    )

    @Argument(help: "The test files.", completion: .file(extensions: ["yml", "yaml"]))
    var files: [String]

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp(
            "Run only tests whose name the regular expression finds; may be repeated.",
            valueName: "regex"
        )
    )
    var patterns: [String] = []

    @Option(
        help: ArgumentHelp("Write the results to this file, as JUnit's XML.", valueName: "file"),
        completion: .file()
    )
    var junit: String?

    @Flag(help: "Mark the lines that differ between expected and actual results.")
    var diff = false

    @Flag(help: "Ignore unknown fields in rule files and test files.")
    var ignoreUnknownFields = false

    func run() throws {
        let wanted = try patterns.map(Self.expression)
        let output = ByteOutput.standard
        var hasFailed = false
        var report = JUnitReport()
        for file in files {
            try output.line("Unit Testing:  \(TerminalText(file).text)")
            let time = Self.time()
            var failures: [String]
            do throws(RuleTestProblems) {
                let outcomes = try outcomes(of: file, wanted)
                failures = outcomes.flatMap(\.failures)
                if outcomes.isEmpty, !wanted.isEmpty {
                    Messages.note("\(file): --run finds the name of no test")
                }
                report.add(file: file, at: time, outcomes)
            } catch {
                failures = error.texts
                report.add(file: file, at: time, error: failures.joined(separator: "\n"))
            }
            try output.line(failures.isEmpty ? "  SUCCESS" : "  FAILED")
            try output.line("")
            try output.flush()
            hasFailed = hasFailed || !failures.isEmpty
            for failure in failures {
                Messages.note(failure)
            }
        }
        if let junit { try TextFile.write(report.text, to: junit) }
        if hasFailed { throw ExitCode.failure }
    }

    private static func expression(_ pattern: String) throws -> NameFilter {
        do {
            return try NameFilter(pattern)
        } catch {
            throw ValidationError("--run: \(error)")
        }
    }

    /// Now, without a zone, as promtool writes it.
    private static func time() -> String {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        return String(Timestamp(seconds: Int64(clock.tv_sec)).rfc3339(.seconds).dropLast())
    }

    private func outcomes(
        of file: String,
        _ wanted: [NameFilter]
    ) throws(RuleTestProblems) -> [RuleTestOutcome] {
        let test = try RuleTestProblems.of(file) {
            try RuleTestFile(
                parsing: TextFile.read(file),
                ignoresUnknownFields: ignoreUnknownFields
            )
        }
        var groups: [RuleGroup] = []
        for pattern in test.ruleFiles {
            let paths = TextFile.paths(matching: pattern, besides: file)
            if paths.isEmpty {
                Messages.warning("no file matches \(pattern)")
            }
            for path in paths {
                groups += try RuleTestProblems.of(path) {
                    try RuleFile(
                        parsing: TextFile.read(path),
                        ignoresUnknownFields: ignoreUnknownFields
                    ).groups
                }
            }
        }
        let engine = PromQLEngine(
            nameRemoval: .immediate,
            subqueryStepMilliseconds: test.evaluationIntervalMilliseconds
        )
        return RuleTestRunner(test, groups: groups, engine: engine, showsDifferences: diff)
            .outcomes { name in wanted.isEmpty || wanted.contains { $0.matches(name) } }
    }
}

/// Why the tests of a file can't be run.
private struct RuleTestProblems: Error {
    let texts: [String]

    static func of<Value>(
        _ path: String,
        _ read: () throws -> Value
    ) throws(RuleTestProblems) -> Value {
        do {
            return try read()
        } catch {
            throw RuleTestProblems(texts: TextFile.problems(error, in: path))
        }
    }
}
