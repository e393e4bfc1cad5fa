internal import ArgumentParser

/// The verb `completion`.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Writes the script that completes verbs, options and files in a shell.",
        discussion: """
            `make install` puts the scripts where the shells look for them. Otherwise, load one in \
            the shell's startup file:

              bash  source <(dossier completion bash)
              zsh   dossier completion zsh > "${fpath[1]}/_dossier"
              fish  dossier completion fish > ~/.config/fish/completions/dossier.fish

            Example:
              dossier completion bash > dossier.bash
            """
    )

    /// The shells that there are scripts for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() throws {
        let shell: CompletionShell =
            switch self.shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        let output = ByteOutput.standard
        try output.write(Array(DossierCommand.completionScript(for: shell).utf8))
        try output.flush()
    }
}
