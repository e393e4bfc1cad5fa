internal import ArgumentParser
internal import Dossier
internal import Glibc

/// The `dossier` command: what its verbs have in common.
struct DossierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dossier",
        abstract: "Keeps traces, logs and metrics of an incident together in one file.",
        discussion: """
            Example:
              dossier ingest outage.dossier dumps/
              dossier traces outage.dossier --errors
              dossier trace outage.dossier 66ea073509f4c2132258542dd751ef21

            Results go to standard output, everything else to standard error. The exit code is 0 \
            for success, 1 for failure and 64 for wrong usage. NO_COLOR turns colours off.
            """,
        version: "dossier 0.1.0",
        subcommands: [
            IngestCommand.self, InfoCommand.self, ServicesCommand.self, TracesCommand.self,
            TraceCommand.self, LogsCommand.self, ExportCommand.self, RejectedCommand.self,
            VerifyCommand.self, CompactCommand.self, QueryCommand.self, SeriesCommand.self,
            LabelsCommand.self, MetricsCommand.self, RulesCommand.self, TraceStatsCommand.self,
            PromQLTestCommand.self,
            GenerateCommand.self,
        ]
    )
}

/// Parses the command line, runs the verb, and says what went wrong on one line.
@main
enum Main {
    static func main() {
        prepareDescriptors()
        do {
            var command = try parsedCommand()
            try run(&command)
        } catch {
            exitWithUsage(error)
        }
    }

    /// Parses a verb by itself, which takes half as long as among all verbs; what is wrong with it
    /// is told by the whole command.
    private static func parsedCommand() throws -> any ParsableCommand {
        let arguments = CommandLine.arguments.dropFirst()
        let verbs = DossierCommand.configuration.subcommands
        if let verb = verbs.first(where: { $0.configuration.commandName == arguments.first }),
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
            // Whoever read the results has seen enough.
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch  where DossierCommand.exitCode(for: error) != .failure {
            // Help that a verb was asked for, or an argument that only it could judge.
            throw error
        } catch let error as DossierError {
            Messages.error(error.message)
            exit(ExitCode.failure.rawValue)
        } catch {
            Messages.error(String(describing: error))
            exit(ExitCode.failure.rawValue)
        }
    }

    /// Help and version on standard output; wrong usage on standard error, with exit code 64.
    private static func exitWithUsage(_ error: any Error) -> Never {
        let code = DossierCommand.exitCode(for: error)
        guard !code.isSuccess else { DossierCommand.exit(withError: error) }
        let text = DossierCommand.fullMessage(for: error)
        let label = "Error: "
        if text.hasPrefix(label) {
            Messages.error(String(text.dropFirst(label.count)))
        } else {
            Messages.error(text)
        }
        exit(code.rawValue)
    }

    /// A reader that goes away is told by an error of the write, not by a signal that kills; and
    /// no file gets the number of a standard stream that the caller closed.
    private static func prepareDescriptors() {
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow is an error of the write, too.
        signal(SIGXFSZ, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that is closed.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
        }
    }
}
