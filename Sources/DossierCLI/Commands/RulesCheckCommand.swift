internal import ArgumentParser
internal import Dossier
internal import DossierRules

/// The verb `rules check`.
struct RulesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks rule files for errors.",
        discussion: """
            Each error is reported with file, line and column; the exit code is then 1. Duplicate \
            rules are reported as warnings. A folder stands for the .yml and .yaml files in it. \
            Files may also hold Kubernetes' documents of the kind PrometheusRule.

            Example:
              dossier rules check alerts.yml recording.yml
              dossier rules check rules/
            """
    )

    @Argument(
        help: "The rule files, or folders of them.",
        completion: .file(extensions: ["yml", "yaml"])
    )
    var files: [String]

    @Flag(help: "Ignore fields that Prometheus does not know.")
    var ignoreUnknownFields = false

    func run() throws {
        let output = ByteOutput.standard
        var hasFailed = false
        let rules = try RuleFiles(files)
        try rules.report()
        for file in rules.paths {
            try output.line("Checking \(TerminalText(file).text)")
            do {
                let rules = try RuleFile(
                    parsing: TextFile.read(file),
                    ignoresUnknownFields: ignoreUnknownFields
                )
                try output.line("  SUCCESS: \(rules.ruleCount) rules found")
                try output.flush()
                warn(of: rules.duplicates, in: file)
            } catch {
                try output.line("  FAILED")
                try output.flush()
                hasFailed = true
                for line in TextFile.problems(error, in: file) {
                    Messages.error(TerminalText(line).text)
                }
            }
            try output.line("")
        }
        try output.flush()
        if hasFailed { throw ExitCode.failure }
    }

    private func warn(of duplicates: [RuleFile.Duplicate], in file: String) {
        for duplicate in duplicates {
            let labels = duplicate.labels.isEmpty ? "" : " with labels \(duplicate.labels)"
            Messages.warning(
                TerminalText("\(file): duplicate rule \(duplicate.name)\(labels)").text
            )
        }
    }
}
