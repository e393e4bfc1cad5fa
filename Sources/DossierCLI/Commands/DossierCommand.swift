internal import ArgumentParser
internal import Dossier
internal import Glibc

/// The `dossier` command, whose verbs are its subcommands.
struct DossierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dossier",
        abstract: "Stores and queries the traces, logs and metrics of an incident in one file.",
        discussion: """
            Example:
              dossier ingest outage.dossier dumps/
              dossier traces outage.dossier --errors
              dossier trace outage.dossier 66ea073509f4c2132258542dd751ef21

            Results are written to standard output, messages to standard error. The exit code is \
            0 on success, 1 on failure and 64 for a usage error. Set NO_COLOR to turn off colours.
            """,
        version: "dossier 0.1.0",
        subcommands: [
            IngestCommand.self, InfoCommand.self, ServicesCommand.self, TracesCommand.self,
            TraceCommand.self, FindCommand.self, LogsCommand.self, PatternsCommand.self,
            ExportCommand.self, RejectedCommand.self,
            VerifyCommand.self, CompactCommand.self, QueryCommand.self, SeriesCommand.self,
            LabelsCommand.self, MetricsCommand.self, AttributesCommand.self, RulesCommand.self,
            TraceStatsCommand.self, ServeCommand.self,
            PromQLTestCommand.self, TraceQLCommand.self, LogQLCommand.self,
            GenerateCommand.self, CompletionCommand.self,
        ]
    )
}

/// Parses the command line, runs the verb, and reports errors on one line.
@main
enum Main {
    static func main() {
        prepareDescriptors()
        let advice = CommandLineAdvice(CommandLine.arguments.dropFirst())
        if let complaint = advice.wrongVerb {
            Messages.error(complaint)
            exit(ExitCode.validationFailure.rawValue)
        }
        do {
            var command = try parsedCommand()
            try run(&command)
        } catch {
            exitWithUsage(error, advice)
        }
    }

    /// Parses a verb on its own, which takes half as long as parsing the whole command; that one
    /// is used to report errors and to show help.
    private static func parsedCommand() throws -> any ParsableCommand {
        let arguments = CommandLine.arguments.dropFirst()
        let verbs = DossierCommand.configuration.subcommands
        if !arguments.contains("--help"), !arguments.contains("-h"),
            let verb = verbs.first(where: { $0.configuration.commandName == arguments.first }),
            let command = try? verb.parseAsRoot(Array(arguments.dropFirst()))
        {
            return command
        }
        return try DossierCommand.parseAsRoot()
    }

    private static func run(_ command: inout any ParsableCommand) throws {
        do {
            try command.run()
        } catch is OutputClosed {
            // The reader has closed the pipe, as `head` does.
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch  where DossierCommand.exitCode(for: error) != .failure {
            // Help for a verb, or an argument that the verb itself rejects.
            throw error
        } catch let error as DossierError {
            let swapped = CommandLineAdvice(CommandLine.arguments.dropFirst()).swapped
            Messages.error(swapped.map { "\(error.description); \($0)" } ?? error.message)
            exit(ExitCode.failure.rawValue)
        } catch {
            Messages.error(String(describing: error))
            exit(ExitCode.failure.rawValue)
        }
    }

    /// Help and version on standard output; wrong usage on standard error, with exit code 64.
    private static func exitWithUsage(_ error: any Error, _ advice: CommandLineAdvice) -> Never {
        let code = DossierCommand.exitCode(for: error)
        guard !code.isSuccess else { DossierCommand.exit(withError: error) }
        let text = DossierCommand.fullMessage(for: error)
        let label = "Error: "
        if text.hasPrefix(label) {
            Messages.error(String(text.dropFirst(label.count)))
        } else {
            Messages.error(text)
        }
        if let swapped = advice.swapped { Messages.note(swapped) }
        exit(code.rawValue)
    }

    /// Makes a closed pipe an error of the write instead of a signal, and keeps the numbers of
    /// standard streams that the caller closed from being reused for files.
    private static func prepareDescriptors() {
        signal(SIGPIPE, SIG_IGN)
        // Likewise for the limit on the size of files.
        signal(SIGXFSZ, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that is closed.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
        }
    }
}
