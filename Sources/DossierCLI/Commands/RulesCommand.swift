internal import ArgumentParser

/// The verb `rules`, which has verbs of its own.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Checks, tests and evaluates recording and alerting rules.",
        discussion: """
            Example:
              dossier rules check alerts.yml
              dossier rules test alerts.test.yml
              dossier rules eval outage.dossier alerts.yml
            """,
        subcommands: [
            RulesCheckCommand.self, RulesTestCommand.self, RulesEvalCommand.self,
        ]
    )
}
